package io.recua.row;

import java.util.Iterator;

/**
 * Rejects rows that are larger than the server's {@code max_allowed_packet}. INSERT cannot send them, and no client could read
 * them after LOAD DATA.
 */
public record PacketLimit(Iterator<Row> rows, long maxPacket) implements Iterator<Row> {

    @Override
    public boolean hasNext() {
        return rows.hasNext();
    }

    @Override
    public Row next() {
        Row row = rows.next();
        int length = row.record().rawLength();
        return row.isRejected() || length <= maxPacket
                ? row
                : row.rejectedFor("the record has %d bytes, more than max_allowed_packet of the server, which is %d"
                        .formatted(length, maxPacket));
    }
}

package io.recua.row;

import java.util.Iterator;

/**
 * Rejects the rows that are larger than the server's {@code max_allowed_packet}. INSERT could not carry them, and what LOAD
 * DATA stores of them no client could read.
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

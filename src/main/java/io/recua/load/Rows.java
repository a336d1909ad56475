package io.recua.load;

import io.recua.config.FeedProperties;
import io.recua.config.RecuaProperties;
import io.recua.csv.Content;
import io.recua.csv.CsvRecord;
import io.recua.ingest.Claim;
import io.recua.ingest.ClaimRepository;
import io.recua.ingest.Ledger;
import io.recua.ingest.RefusedException;
import io.recua.row.PacketLimit;
import io.recua.row.Row;
import io.recua.row.RowMapper;
import io.recua.sort.Runs;
import io.recua.table.Table;
import io.recua.table.Tables;
import io.recua.write.Checkpoints;
import io.recua.write.LanePool;
import io.recua.write.Lanes;
import io.recua.write.Progress;
import io.recua.write.RowWriter;
import io.recua.write.RowWriters;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Begins the load: matches the header line to the table and maps the records behind it to rows. */
@Component("rows")
public class Rows {

    private static final Logger log = LoggerFactory.getLogger(Rows.class);

    private final RecuaProperties properties;
    private final Tables tables;
    private final Ledger ledger;
    private final Checkpoints checkpoints;
    private final LanePool pool;
    private final RowWriters writers;

    Rows(
            RecuaProperties properties,
            Tables tables,
            Ledger ledger,
            Checkpoints checkpoints,
            LanePool pool,
            RowWriters writers) {
        this.properties = properties;
        this.tables = tables;
        this.ledger = ledger;
        this.checkpoints = checkpoints;
        this.pool = pool;
        this.writers = writers;
    }

    /**
     * The rows of the file, mapped one at a time as they are asked for.
     *
     * @throws RefusedException if the header line does not match the table
     */
    public Iterator<Row> map(
            @Body Iterator<CsvRecord> records,
            @Variable(Content.VARIABLE) Content content,
            @Variable(ClaimRepository.CLAIM) Claim claim,
            Exchange exchange) {
        FeedProperties feed = properties.feed(claim.feed());
        Table table = tables.forWriting(claim.feed());
        RowMapper rows = new RowMapper(records, feed.csv().charset(), table);
        ledger.ignored(claim, rows.header().ignored());
        rows.header().nearMisses().forEach(hint -> log.warn("{}: {}", claim.key(), hint));
        RowWriter writer = untilFirstWrite(claim, writers.of(rows.header(), feed.onDuplicate(), claim.loadId()));
        byte[] loadedAt = TimestampEnricher.stamp(claim.loadedAt(), feed, rows.header());
        Runs runs = new Runs(
                claim.limits(), feed.onDuplicate(), rows.header(), rows.header().fields(), loadedAt);
        Lanes lanes = new Lanes(claim, runs, writer, checkpoints, pool);
        Progress progress = new Progress(content::share, lanes::settled);
        exchange.setVariable(Load.VARIABLE, new Load(claim, feed, rows.header(), loadedAt, lanes, progress));
        return new PacketLimit(rows, writers.maxAllowedPacket());
    }

    /** A process that ends while rows are written is not ended by what it read: {@link Ledger#ended} before the first. */
    private RowWriter untilFirstWrite(Claim claim, RowWriter writer) {
        AtomicBoolean begun = new AtomicBoolean();
        return (connection, rows, run) -> {
            if (begun.compareAndSet(false, true)) {
                ledger.ended(claim);
            }
            return writer.write(connection, rows, run);
        };
    }
}

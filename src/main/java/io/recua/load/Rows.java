package io.recua.load;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.recua.config.FeedProperties;
import io.recua.config.FeedProperties.UnknownColumns;
import io.recua.config.RecuaProperties;
import io.recua.csv.Content;
import io.recua.csv.CsvRecord;
import io.recua.csv.Excerpt;
import io.recua.database.ServerLimits;
import io.recua.ingest.Checkpoints;
import io.recua.ingest.Claim;
import io.recua.ingest.Ledger;
import io.recua.ingest.RefusedException;
import io.recua.row.Header;
import io.recua.row.Origin;
import io.recua.row.PacketLimit;
import io.recua.row.Row;
import io.recua.row.RowMapper;
import io.recua.sort.Runs;
import io.recua.table.Table;
import io.recua.table.Tables;
import io.recua.write.LanePool;
import io.recua.write.Lanes;
import io.recua.write.Progress;
import io.recua.write.RowCounters;
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

/** Begins a load, and maps the records of its object to rows. */
@Component("rows")
public class Rows {

    private static final Logger log = LoggerFactory.getLogger(Rows.class);

    private final RecuaProperties properties;
    private final Tables tables;
    private final Ledger ledger;
    private final Checkpoints checkpoints;
    private final RowCounters counters;
    private final LanePool pool;
    private final RowWriters writers;
    private final ServerLimits server;
    private final MeterRegistry meters;

    Rows(
            RecuaProperties properties,
            Tables tables,
            Ledger ledger,
            Checkpoints checkpoints,
            RowCounters counters,
            LanePool pool,
            RowWriters writers,
            ServerLimits server,
            MeterRegistry meters) {
        this.properties = properties;
        this.tables = tables;
        this.ledger = ledger;
        this.checkpoints = checkpoints;
        this.counters = counters;
        this.pool = pool;
        this.writers = writers;
        this.server = server;
        this.meters = meters;
        // Creates each counter at zero: a counter that starts at its first value shows no increase.
        properties.feeds().keySet().forEach(this::unknownColumns);
    }

    /**
     * Begins the load: matches the header to the table, opens the lanes and sets the variable {@value Load#VARIABLE}.
     *
     * @return the rows of the file; each is mapped when it is read
     * @throws RefusedException if the header line does not match the table
     */
    public Iterator<Row> begin(
            @Body Iterator<CsvRecord> records,
            @Variable(Content.VARIABLE) Content content,
            @Variable(Claim.VARIABLE) Claim claim,
            Exchange exchange) {
        FeedProperties feed = properties.feed(claim.feed());
        Table table = tables.forWriting(claim.feed());
        RowMapper rows = new RowMapper(records, feed, table, Origin.of(claim.loadId(), claim.key(), claim.loadedAt()));
        Header header = rows.header();
        ledger.ignored(claim, header.ignored());
        if (feed.unknownColumns() == UnknownColumns.WARN && !header.ignored().isEmpty()) {
            unknownColumns(claim.feed()).increment(header.ignored().size());
            log.warn(
                    "{}: table {} lacks the columns {}, so their values are not loaded",
                    claim.key(),
                    table.name(),
                    Excerpt.of(header.ignored()));
        }
        header.nearMisses().forEach(hint -> {
            ledger.addNote(claim, hint);
            log.warn("{}: {}", claim.key(), hint);
        });
        RowWriter writer = untilFirstWrite(claim, writers.of(header, feed.onDuplicate(), claim.loadId()));
        byte[] loadedAt = TimestampEnricher.stamp(claim.loadedAt(), feed, header);
        Runs runs = new Runs(claim.limits(), feed.onDuplicate(), header, header.fields(), loadedAt);
        Lanes lanes = new Lanes(claim, runs, writer, checkpoints, counters, pool);
        Progress progress = new Progress(content::share, lanes::settled);
        exchange.setVariable(Load.VARIABLE, new Load(claim, feed, header, loadedAt, lanes, progress));
        return new PacketLimit(rows, server.maxAllowedPacket());
    }

    private Counter unknownColumns(String feed) {
        return Counter.builder("recua.unknown.columns")
                .description("Columns of loaded files that the table lacks")
                .tag("feed", feed)
                .register(meters);
    }

    /** Calls {@link Ledger#writes} before the first row is written: from then on, the end of the process is not the object's fault. */
    private RowWriter untilFirstWrite(Claim claim, RowWriter writer) {
        AtomicBoolean begun = new AtomicBoolean();
        return (connection, rows, run) -> {
            if (begun.compareAndSet(false, true)) {
                ledger.writes(claim);
            }
            return writer.write(connection, rows, run);
        };
    }
}

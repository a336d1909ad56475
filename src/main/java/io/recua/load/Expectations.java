package io.recua.load;

import io.recua.config.FeedProperties;
import io.recua.config.RecuaProperties;
import io.recua.csv.Content;
import io.recua.csv.Decompressor;
import io.recua.database.ServerLimits;
import io.recua.ingest.Checkpoints;
import io.recua.ingest.Claim;
import io.recua.ingest.Landed;
import io.recua.ingest.LastLoad;
import io.recua.ingest.Ledger;
import io.recua.ingest.RefusedException;
import io.recua.row.Expectation;
import io.recua.row.Origin;
import io.recua.row.PacketLimit;
import io.recua.row.Row;
import io.recua.row.RowMapper;
import io.recua.table.Tables;
import io.recua.write.LoadStoppedException;
import io.recua.write.StopSignal;
import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;
import org.apache.commons.lang3.StringUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** Checks whether an object looks as its feed expects, before the first row is committed. */
@Component("expectations")
public class Expectations {

    private static final Logger log = LoggerFactory.getLogger(Expectations.class);

    /** The number of records after which a stop is noticed. */
    private static final int STOP_INTERVAL = 1 << 12;

    private static final String ADVICE = "; no row was written. If it is right as it is, run: replay --accept ";

    private final RecuaProperties properties;
    private final Tables tables;
    private final ObjectContent objects;
    private final Checkpoints checkpoints;
    private final LastLoad lastLoad;
    private final Ledger ledger;
    private final ServerLimits server;
    private final StopSignal stop;

    Expectations(
            RecuaProperties properties,
            Tables tables,
            ObjectContent objects,
            Checkpoints checkpoints,
            LastLoad lastLoad,
            Ledger ledger,
            ServerLimits server,
            StopSignal stop) {
        this.properties = properties;
        this.tables = tables;
        this.objects = objects;
        this.checkpoints = checkpoints;
        this.lastLoad = lastLoad;
        this.ledger = ledger;
        this.server = server;
        this.stop = stop;
    }

    /**
     * Reads the object a first time if the feed has the setting {@code expect}: its header line, and all of its records if
     * their number matters. Does nothing if rows of the load are committed already, or if an operator has accepted the
     * object.
     *
     * @throws RefusedException if the object does not look as expected
     * @throws LoadStoppedException if the feed's route is stopping or the feed is paused
     */
    public void check(@Variable(Claim.VARIABLE) Claim claim, Exchange exchange) throws IOException {
        FeedProperties feed = properties.feed(claim.feed());
        if (feed.expect().isEmpty() || checkpoints.counts(claim).read() > 0) {
            return;
        }
        ResponseInputStream<GetObjectResponse> object = objects.open(claim);
        try {
            if (Landed.isAccepted(object.response().metadata())) {
                log.info(
                        "Loading {} of feed {} without the checks of expect: it was accepted",
                        claim.key(),
                        claim.feed());
                return;
            }
            check(claim, feed, object, exchange);
        } finally {
            object.abort();
        }
    }

    private void check(
            Claim claim, FeedProperties feed, ResponseInputStream<GetObjectResponse> object, Exchange exchange)
            throws IOException {
        long size = object.response().contentLength();
        Content content = Decompressor.open(object, size, feed, claim.key());
        Origin origin = Origin.of(claim.loadId(), claim.key(), claim.loadedAt());
        RowMapper mapper = new RowMapper(content.records(), feed, tables.of(claim.feed()), origin);
        Iterator<Row> rows = new PacketLimit(mapper, server.maxAllowedPacket());
        long records = 0;
        long rejected = 0;
        while (feed.expect().countsRecords() && rows.hasNext()) {
            rejected += rows.next().isRejected() ? 1 : 0;
            if (++records % STOP_INTERVAL == 0) {
                stop.check(exchange);
            }
            // As often as the load itself says how far it is: a process that ends here has a place to be found at.
            if (records % claim.limits().batchRows() == 0) {
                ledger.reached(claim, records);
            }
        }
        new Expectation(feed.expect(), lastLoad.records(claim.feed()))
                .unmet(mapper.header().names(), records, rejected)
                .ifPresent(reason -> {
                    exchange.setVariable(Claim.GUARD, true);
                    throw new RefusedException(reason + ADVICE + claim.loadId());
                });
    }

    /**
     * Returns why {@code expect} refused an object, without the command that accepts it; empty if the object was refused for
     * another reason.
     *
     * @param error the error of a refused load
     */
    public static Optional<String> unmet(String error) {
        return error.startsWith(Expectation.UNMET)
                ? Optional.of(StringUtils.substringBefore(error, ADVICE) + "; no row was written")
                : Optional.empty();
    }
}

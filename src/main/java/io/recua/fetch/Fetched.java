package io.recua.fetch;

import io.recua.database.DatabaseClock;
import io.recua.ingest.Landed;
import io.recua.ingest.LandingKey;
import io.recua.lease.LeasedRepository;
import java.io.File;
import java.io.IOException;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.springframework.stereotype.Component;

/** Lands the fetched content, or records that it is the content that landed last. */
@Component("fetched")
public class Fetched {

    /** The exchange variable with the key of the object that landed. */
    static final String KEY = "landedKey";

    /** The exchange variable with the key under which the content is to land. */
    private static final String CHOSEN_KEY = "chosenKey";

    private final Source source;
    private final FetchLedger ledger;
    private final LandingUploads uploads;
    private final DatabaseClock clock;

    Fetched(Source source, FetchLedger ledger, LandingUploads uploads, DatabaseClock clock) {
        this.source = source;
        this.ledger = ledger;
        this.uploads = uploads;
        this.clock = clock;
    }

    /**
     * Uploads the file in the message's body to {@code landing/<feed>/<UTC time>-<name>}. The object appears only if the lease is
     * still held, and once, however often this is tried.
     */
    public void land(Exchange exchange) throws IOException, InvalidPayloadException {
        FetchLedger.Content content = content(exchange);
        String key = key(exchange, content);
        File file = exchange.getMessage().getMandatoryBody(File.class);
        String trace = exchange.getVariable(Landed.TRACE, String.class);
        Map<String, String> metadata = trace == null ? Map.of() : Map.of(Landed.TRACE, trace);
        try (LandingUploads.Upload upload = uploads.begin(key, file.toPath(), metadata)) {
            ledger.landed(LeasedRepository.lease(exchange), content, key, file.length(), upload::complete);
        }
        exchange.setVariable(KEY, key);
    }

    /**
     * Returns the key that the content lands under, the same at each try. Its time is the database's, read under the lease, so that
     * the keys are in order of time.
     */
    private String key(Exchange exchange, FetchLedger.Content content) {
        String key = exchange.getVariable(CHOSEN_KEY, String.class);
        if (key == null) {
            key = LandingKey.of(content.feed(), clock.now(), source.name(content.feed(), content.slot()));
            exchange.setVariable(CHOSEN_KEY, key);
        }
        return key;
    }

    /** Records that the source has the content that landed last, and stores the validators of this response. */
    public void unchanged(Exchange exchange) {
        ledger.unchanged(LeasedRepository.lease(exchange), content(exchange));
    }

    private FetchLedger.Content content(Exchange exchange) {
        String feed = LeasedRepository.feed(exchange);
        String slot = exchange.getVariable(SlotRepository.SLOT, String.class);
        return new FetchLedger.Content(
                feed,
                slot,
                source.isDated(feed),
                source.urlHash(feed, slot),
                exchange.getVariable("etag", String.class),
                exchange.getVariable("lastModified", String.class),
                exchange.getVariable("sha256", String.class),
                exchange.getVariable(Download.REMARK, String.class),
                exchange.getClock().elapsed());
    }
}

package io.recua.fetch;

import io.recua.lease.LeasedRepository;
import java.time.Instant;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.springframework.stereotype.Component;

/** Fetches one slot in this process by the route of the scheduled fetches, under their lease. */
@Component
public class SlotFetch {

    /** The id of the route that fetches all feeds. */
    public static final String ROUTE = "fetch-slot";

    private final ProducerTemplate producer;
    private final FetchLedger ledger;

    SlotFetch(ProducerTemplate producer, FetchLedger ledger) {
        this.producer = producer;
        this.ledger = ledger;
    }

    /** What became of a slot. */
    public enum Outcome {
        /** New content is under {@code landing/}. */
        LANDED,
        /** The source has the content that landed last. */
        UNCHANGED,
        /** Nothing landed, and the slot stays open. */
        FAILED,
        /** The slot was fetched before. */
        DONE_BEFORE,
        /** Another process fetches the feed now. */
        LEASED,
        /** The fetches of the feed are paused, and the slot stays open. */
        PAUSED
    }

    /**
     * The result of a fetch.
     *
     * @param object the key of the object that landed; null if none did
     * @param reason why the fetch failed, or who paused it and why; null if neither happened
     */
    public record Result(Outcome outcome, String object, String reason) {}

    /** Returns whether a later slot of the feed was fetched. */
    public boolean isLaterDone(String feed, Instant slot) {
        return ledger.isLaterDone(feed, slot.toString());
    }

    /** Returns whether the slot was fetched. */
    public boolean isDone(String feed, Instant slot) {
        return ledger.isDone(feed, slot.toString());
    }

    /** Begins to fetch the slot, and does not wait for the end. */
    public void start(String feed, Instant slot) {
        producer.asyncSend("direct:" + ROUTE, exchange -> set(exchange, feed, slot));
    }

    private static void set(Exchange exchange, String feed, Instant slot) {
        exchange.setVariable(LeasedRepository.FEED, feed);
        exchange.setVariable(SlotRepository.SLOT, slot.toString());
    }

    /** Fetches the slot, including all retries, unless it was fetched or another process fetches the feed. */
    public Result fetch(String feed, Instant slot) {
        Exchange fetched = producer.send("direct:" + ROUTE, exchange -> set(exchange, feed, slot));
        String object = fetched.getVariable(Fetched.KEY, String.class);
        if (object != null) {
            return new Result(Outcome.LANDED, object, null);
        }
        String reason = fetched.getException() == null
                ? fetched.getVariable("reason", String.class)
                : Reason.of(fetched.getException());
        if (reason != null) {
            return new Result(Outcome.FAILED, null, reason);
        }
        if (fetched.getVariable("unchanged", false, Boolean.class)) {
            return new Result(Outcome.UNCHANGED, null, null);
        }
        String paused = fetched.getVariable(SlotRepository.PAUSED, String.class);
        if (paused != null) {
            return new Result(Outcome.PAUSED, null, paused);
        }
        return new Result(isDone(feed, slot) ? Outcome.DONE_BEFORE : Outcome.LEASED, null, null);
    }
}

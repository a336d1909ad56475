package io.recua.ingest;

import io.recua.config.NotifyProperties;
import io.recua.config.NotifyProperties.Event;
import io.recua.config.RecuaProperties;
import io.recua.notify.Notice;
import io.recua.notify.Notices;
import org.springframework.stereotype.Component;

/** Tells of the end of a load, in the transaction that ends it. */
@Component
class EndNotices {

    private final NotifyProperties settings;
    private final Notices notices;
    private final Checkpoints checkpoints;

    EndNotices(RecuaProperties properties, Notices notices, Checkpoints checkpoints) {
        this.settings = properties.notices();
        this.notices = notices;
        this.checkpoints = checkpoints;
    }

    /**
     * The load was refused.
     *
     * @param guard whether the object did not meet the feed's {@code expect}
     */
    void refused(Claim claim, String reason, boolean guard) {
        Event event = guard ? Event.GUARD_NOT_MET : Event.REFUSED;
        if (notices.isOn(event)) {
            notices.begin(notice(event, claim, reason, checkpoints.counts(claim)));
        }
    }

    /** The load is loaded. */
    void loaded(Claim claim) {
        Counts counts = checkpoints.counts(claim);
        Notice recovered = notice(Event.RECOVERED, claim, "an object was loaded", counts);
        notices.end(Event.REFUSED, recovered);
        notices.end(Event.GUARD_NOT_MET, recovered);
        if (settings.rejectedAbove().isExceededBy(counts.rejected(), counts.read())) {
            notices.begin(notice(
                    Event.REJECTED,
                    claim,
                    "%d of %d rows were rejected, more than %s; the reasons are in rejected/ and on the page"
                            .formatted(counts.rejected(), counts.read(), settings.rejectedAbove()),
                    counts));
        } else {
            notices.end(
                    Event.REJECTED,
                    recovered.because("%d of %d rows were rejected".formatted(counts.rejected(), counts.read())));
        }
    }

    private static Notice notice(Event event, Claim claim, String reason, Counts counts) {
        return new Notice(event, claim.feed(), reason, claim.key(), claim.loadId(), counts.read(), counts.rejected());
    }
}

package io.recua.ingest;

import io.recua.database.ServerFaultException;
import io.recua.failure.Cause;
import io.recua.failure.LocalDisk;
import io.recua.lease.LeasedRepository;
import io.recua.lease.Leases;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** Writes the reason for a failed load to the ledger, and one line to the log. */
@Component("ingestFailures")
public class IngestFailures {

    private static final Logger log = LoggerFactory.getLogger(IngestFailures.class);

    private final Ledger ledger;
    private final UnexpectedErrors errors;
    private final WaitingFeeds waiting;
    private final Leases leases;

    IngestFailures(Ledger ledger, UnexpectedErrors errors, WaitingFeeds waiting, Leases leases) {
        this.ledger = ledger;
        this.errors = errors;
        this.waiting = waiting;
        this.leases = leases;
    }

    /** Notes a fault of the database, the bucket or the disk. The object waits where it is, however long that takes. */
    public void waits(Exchange exchange) {
        Throwable failure = failure(exchange);
        String reason = reason(failure);
        waiting.note(LeasedRepository.feed(exchange), kind(failure), reason);
        log.debug("The failure of feed {}", LeasedRepository.feed(exchange), failure);
        Claim claim = claim(exchange);
        if (claim != null) {
            try {
                ledger.waits(claim, reason);
            } catch (DataAccessException e) {
                log.debug("The reason cannot be noted in the ledger", e);
            }
        }
    }

    /**
     * Counts an unexpected error. The next poll tries the load again.
     *
     * @return whether the object must be refused; the variable {@code reason} then says why
     */
    public boolean fails(Exchange exchange) {
        Throwable failure = failure(exchange);
        Claim claim = claim(exchange);
        if (claim == null) {
            log.error("Failed to load feed {}, tries again", LeasedRepository.feed(exchange), failure);
            return false;
        }
        int times = errors.count(claim, "failed, and is tried again: " + failure);
        if (times == 1) {
            log.error("Failed to load {}, tries again", claim.key(), failure);
        } else {
            log.error("Failed to load {} for the {}th time, tries again: {}", claim.key(), times, Cause.line(failure));
        }
        exchange.setVariable(
                Claim.REASON,
                (times == 1 ? "failed with " : "failed " + times + " times, the last time with ") + failure);
        return errors.isGivenUp(claim);
    }

    private static String reason(Throwable failure) {
        return LocalDisk.advice(failure)
                .or(() -> ServerFaultException.in(failure).map(Throwable::getMessage))
                .orElseGet(() -> Cause.line(failure));
    }

    /** Returns the class of the innermost failure. It is the same for the same cause, while the message may differ. */
    private static String kind(Throwable failure) {
        return NestedExceptionUtils.getMostSpecificCause(failure).getClass().getName();
    }

    private static Throwable failure(Exchange exchange) {
        return exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    }

    /** Returns the claim that is held; null if there is none. Between two objects, the variable still has the last one. */
    private Claim claim(Exchange exchange) {
        Claim claim = exchange.getVariable(Claim.VARIABLE, Claim.class);
        return claim != null && leases.isHeld(claim.lease()) ? claim : null;
    }
}

package io.recua.ingest;

import io.recua.config.RecuaProperties;
import io.recua.lease.LeasedRepository;
import io.recua.pause.Pause;
import io.recua.pause.Pause.Task;
import io.recua.pause.Pauses;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.StatefulService;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/** Chooses the object that a run loads next, and tells when there is none or the run has to end. */
@Component("landing")
public class Landing {

    /** The route that polls a feed's landing place; to stop it stops the feed's loads. */
    private static final String POLL = "ingest-";

    /** The exchange variable with the objects whose load has ended, but which S3 does not let Recua move. */
    private static final String UNMOVED = "unmoved";

    private final LandedObjects landed;
    private final String bucket;
    private final Ledger ledger;
    private final WaitingFeeds waiting;
    private final Pauses pauses;

    Landing(LandedObjects landed, RecuaProperties properties, Ledger ledger, WaitingFeeds waiting, Pauses pauses) {
        this.landed = landed;
        this.bucket = properties.bucket();
        this.ledger = ledger;
        this.waiting = waiting;
        this.pauses = pauses;
    }

    /**
     * Sets the header {@value Landed#HEADER} to the next object: the one whose load has begun, else the first that waits.
     * Skips an object that could not be moved, until the next message.
     *
     * @return false if no object waits, another run holds the feed's lease and will list the objects again, the feed's route
     *     is stopped, its loads are paused, or the last object failed
     * @throws FeedLeasedException if another run holds the feed's lease but may be dead
     * @throws IngestStoppedException if the route that received an event is stopping
     */
    public boolean next(Exchange exchange) {
        // Camel calls this method also if the last object failed.
        if (LeasedRepository.hasFailed(exchange)) {
            return false;
        }
        if (isElsewhere(exchange)) {
            clearIfElsewhereItLoads(feed(exchange));
            return false;
        }
        if (isStopped(exchange) || isPaused(exchange)) {
            return false;
        }
        Optional<Landed> next = ledger.unfinished(feed(exchange), bucket).or(() -> first(exchange));
        next.ifPresentOrElse(object -> name(object, exchange), () -> waiting.clear(feed(exchange)));
        return next.isPresent();
    }

    private Optional<Landed> first(Exchange exchange) {
        Set<Landed> unmoved = unmoved(exchange);
        return landed.objects(feed(exchange))
                .filter(object -> !unmoved.contains(object))
                .findFirst();
    }

    /** Makes {@link #next} skip the claimed object, which stays in the landing place. */
    static void passOver(Claim claim, Exchange exchange) {
        unmoved(exchange).add(new Landed(claim.bucket(), claim.key(), claim.etag()));
    }

    @SuppressWarnings("unchecked")
    private static Set<Landed> unmoved(Exchange exchange) {
        if (exchange.getVariable(UNMOVED) == null) {
            exchange.setVariable(UNMOVED, new HashSet<Landed>());
        }
        return exchange.getVariable(UNMOVED, Set.class);
    }

    /**
     * Returns whether another run holds the lease. It lists the objects again after it releases the lease, so no object is
     * missed. A redelivered message must not rely on this: the lease may be that of its own dead run.
     */
    private static boolean isElsewhere(Exchange exchange) {
        boolean elsewhere = Boolean.TRUE.equals(exchange.removeProperty(Exchange.DUPLICATE_MESSAGE));
        int receives = exchange.getMessage()
                .getHeader(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT.toString(), 0, Integer.class);
        if (elsewhere && receives > 1) {
            throw new FeedLeasedException(feed(exchange));
        }
        return elsewhere;
    }

    /** While the other run fails too, or has committed nothing yet, the feed waits here as it does there. */
    private void clearIfElsewhereItLoads(String feed) {
        if (!ledger.isWaiting(feed, bucket)) {
            waiting.clear(feed);
        }
    }

    private static boolean isStopped(Exchange exchange) {
        boolean isPoll = exchange.getFromRouteId().equals(POLL + feed(exchange));
        if (!isPoll && !isStarted(exchange, exchange.getFromRouteId())) {
            throw new IngestStoppedException();
        }
        return !isRunning(exchange);
    }

    /** Returns whether the route that received the message and the feed's own route both run. */
    public static boolean isRunning(Exchange exchange) {
        return isStarted(exchange, exchange.getFromRouteId()) && isStarted(exchange, POLL + feed(exchange));
    }

    private static boolean isStarted(Exchange exchange, String routeId) {
        Route route = exchange.getContext().getRoute(routeId);
        return !exchange.getContext().isStopping()
                && route.getConsumer() instanceof StatefulService consumer
                && consumer.isStarted();
    }

    /** A paused feed does not wait for the database or the bucket: readiness does not depend on it. */
    private boolean isPaused(Exchange exchange) {
        Optional<Pause> pause = pauses.of(feed(exchange), Task.LOAD);
        pause.ifPresent(paused -> {
            pauses.remember(paused);
            waiting.clear(feed(exchange));
        });
        return pause.isPresent();
    }

    /**
     * Returns the feeds that were woken up during a pause that has ended, each of them once. Their events are gone, and the
     * next poll may come late.
     */
    public List<String> resumed() {
        return pauses.resumed(Task.LOAD);
    }

    private static String feed(Exchange exchange) {
        return LeasedRepository.feed(exchange);
    }

    /** Fails if the last object is still there: to process it again at once could be an endless loop. */
    private static void name(Landed object, Exchange exchange) {
        Claim last = exchange.getVariable(Claim.VARIABLE, Claim.class);
        if (last != null && object.isOf(last)) {
            throw new IllegalStateException(object.key() + " was dealt with, but is still there");
        }
        exchange.getMessage().setHeader(Landed.HEADER, object);
    }
}

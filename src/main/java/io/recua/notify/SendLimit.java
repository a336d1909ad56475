package io.recua.notify;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The time that a channel has for one message, from the connection to the last answer of its receiver. A timeout of the client
 * limits each read alone: a receiver that sends a byte now and then would hold the channel, and the stop of its route.
 */
public final class SendLimit {

    /** Shorter than Camel's shutdown timeout, so that the ledger is still updated and the lease released. */
    public static final Duration LENGTH = Duration.ofSeconds(10);

    private SendLimit() {}

    /** Runs {@code cancel} on another thread when the time is over, also if the message is sent: it must do nothing then. */
    public static void startWith(Runnable cancel) {
        CompletableFuture.delayedExecutor(LENGTH.toMillis(), TimeUnit.MILLISECONDS)
                .execute(cancel);
    }
}

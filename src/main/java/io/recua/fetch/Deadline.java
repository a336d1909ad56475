package io.recua.fetch;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Cancels a request that takes too long, measured from the connection to the last byte of the body. The owner must close
 * the deadline when the response ends, or it cancels the request later.
 */
final class Deadline implements AutoCloseable {

    private final Duration length;
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    /** Starts the deadline; {@code cancel} runs on another thread when the time is over. */
    Deadline(Duration length, Runnable cancel) {
        this.length = length;
        end.orTimeout(length.toMillis(), TimeUnit.MILLISECONDS).whenComplete((ended, timeout) -> {
            if (timeout != null) {
                cancel.run();
            }
        });
    }

    boolean hasPassed() {
        return end.isCompletedExceptionally();
    }

    UnavailableException exception() {
        return new UnavailableException("the deadline of " + length + " passed before the body ended");
    }

    /** Stops the deadline: the request is not cancelled any more. */
    @Override
    public void close() {
        end.complete(null);
    }
}

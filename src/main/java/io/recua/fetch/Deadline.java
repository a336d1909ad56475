package io.recua.fetch;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The time within which an answer has to come, from the connection to the last byte of the body. When it passes, the
 * request is cancelled, whatever it waits for.
 */
final class Deadline implements AutoCloseable {

    private final Duration length;
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    /** Starts. */
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

    /** Nothing is cancelled any more. */
    @Override
    public void close() {
        end.complete(null);
    }
}

package io.recua.fetch;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * The source gave no whole answer, but may in a while. The message is a sentence of our own: those of the HTTP client hold
 * addresses, whose query may be secret.
 */
public final class UnavailableException extends IOException {

    private static final long serialVersionUID = 1;

    private final transient Duration retryAfter;

    UnavailableException(String reason) {
        this(reason, null, null);
    }

    UnavailableException(String reason, Throwable cause) {
        this(reason, null, cause);
    }

    UnavailableException(String reason, Duration retryAfter) {
        this(reason, retryAfter, null);
    }

    private UnavailableException(String reason, Duration retryAfter, Throwable cause) {
        super(reason, cause);
        this.retryAfter = retryAfter;
    }

    /** When the source asks to be asked again; empty if it does not say. */
    Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}

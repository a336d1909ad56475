package io.recua.fetch;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Thrown if the source did not return a complete response; a later attempt may succeed. The message is Recua's own: the
 * HTTP client's messages contain URLs, whose query may be secret.
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

    /** Returns the delay of the source's {@code Retry-After} header; empty if there is none. */
    Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}

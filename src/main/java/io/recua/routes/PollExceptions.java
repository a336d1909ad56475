package io.recua.routes;

import io.recua.failure.Cause;
import io.recua.failure.OncePerMinute;
import org.apache.camel.Exchange;
import org.apache.camel.spi.ExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs at most once a minute why landed objects cannot be listed. Camel's own handler would log a stack trace for each
 * failed poll.
 */
final class PollExceptions implements ExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(PollExceptions.class);

    private final OncePerMinute lines = new OncePerMinute();

    @Override
    public void handleException(Throwable failure) {
        handleException(null, null, failure);
    }

    @Override
    public void handleException(String message, Throwable failure) {
        handleException(message, null, failure);
    }

    @Override
    public void handleException(String message, Exchange exchange, Throwable failure) {
        log.debug("{}", message, failure);
        if (lines.isDue()) {
            log.warn("Cannot list the landed objects; the next poll tries again: {}", Cause.line(failure));
        }
    }
}

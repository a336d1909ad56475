package io.recua.routes;

import io.recua.failure.Cause;
import io.recua.failure.OncePerMinute;
import org.apache.camel.Exchange;
import org.apache.camel.spi.ExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in a line a minute why the landing places cannot be looked at; each look that fails would be a stack trace. */
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
            log.warn("What has landed cannot be looked at now, and is again: {}", Cause.line(failure));
        }
    }
}

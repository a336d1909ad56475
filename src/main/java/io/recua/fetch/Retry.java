package io.recua.fetch;

import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Runs before each retry of a fetch: logs the failure, and sets the delay from the source's {@code Retry-After}, one hour
 * at most. The stack trace is logged at debug only, because it may contain the source's URL.
 */
@Component("retry")
public class Retry implements Processor {

    private static final Logger log = LoggerFactory.getLogger(Retry.class);
    private static final Duration MAX_DELAY = Duration.ofHours(1);

    /** Without {@code Retry-After}, the delay of the error policy applies. */
    @Override
    public void process(Exchange exchange) {
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        log.info("An attempt to fetch failed: {}", Reason.of(failure));
        log.debug("An attempt to fetch failed", failure);
        exchange.getIn().removeHeader(Exchange.REDELIVERY_DELAY);
        UnavailableException unavailable = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, UnavailableException.class);
        if (unavailable != null) {
            unavailable
                    .retryAfter()
                    .map(delay -> delay.compareTo(MAX_DELAY) > 0 ? MAX_DELAY : delay)
                    .ifPresent(delay -> exchange.getIn().setHeader(Exchange.REDELIVERY_DELAY, delay.toMillis()));
        }
    }
}

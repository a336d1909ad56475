package io.recua.fetch;

import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Sees each failure of a fetch before it is tried again: takes the pause from the source's {@code Retry-After}, within an
 * hour, and leaves the stack trace to the debug log.
 */
@Component("retry")
public class Retry implements Processor {

    private static final Logger log = LoggerFactory.getLogger(Retry.class);
    private static final Duration LONGEST = Duration.ofHours(1);

    /** Without a pause of the source's, the error policy's holds. */
    @Override
    public void process(Exchange exchange) {
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        log.info("A try to fetch failed: {}", Reason.of(failure));
        log.debug("A try to fetch failed", failure);
        exchange.getIn().removeHeader(Exchange.REDELIVERY_DELAY);
        UnavailableException unavailable = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, UnavailableException.class);
        if (unavailable != null) {
            unavailable
                    .retryAfter()
                    .map(pause -> pause.compareTo(LONGEST) > 0 ? LONGEST : pause)
                    .ifPresent(pause -> exchange.getIn().setHeader(Exchange.REDELIVERY_DELAY, pause.toMillis()));
        }
    }
}

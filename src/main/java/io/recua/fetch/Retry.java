package io.recua.fetch;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.springframework.stereotype.Component;

/** Which answers of a source are worth another try, and when: after its {@code Retry-After}, within an hour. */
@Component("retry")
public class Retry implements Processor {

    private static final Set<Integer> WORTH_A_RETRY = Set.of(408, 429);
    private static final Duration LONGEST = Duration.ofHours(1);

    private final Clock clock;

    Retry(Clock clock) {
        this.clock = clock;
    }

    /** Whether the source may answer otherwise in a while. */
    public boolean isWorthwhile(Exchange exchange) {
        int status = failure(exchange).getStatusCode();
        return status >= 500 || WORTH_A_RETRY.contains(status);
    }

    /** Takes the pause before the next try from {@code Retry-After}; without one, the error policy's pause holds. */
    @Override
    public void process(Exchange exchange) {
        exchange.getIn().removeHeader(Exchange.REDELIVERY_DELAY);
        retryAfter(failure(exchange))
                .ifPresent(pause -> exchange.getIn().setHeader(Exchange.REDELIVERY_DELAY, pause.toMillis()));
    }

    private static HttpOperationFailedException failure(Exchange exchange) {
        return exchange.getProperty(Exchange.EXCEPTION_CAUGHT, HttpOperationFailedException.class);
    }

    private Optional<Duration> retryAfter(HttpOperationFailedException failure) {
        return Optional.ofNullable(failure.getResponseHeaders())
                .flatMap(headers -> headers.entrySet().stream()
                        .filter(header -> header.getKey().equalsIgnoreCase("Retry-After"))
                        .map(header -> header.getValue().strip())
                        .findFirst())
                .flatMap(this::pause)
                .map(pause -> pause.compareTo(LONGEST) > 0 ? LONGEST : pause);
    }

    private Optional<Duration> pause(String retryAfter) {
        try {
            if (retryAfter.matches("\\d{1,9}")) {
                return Optional.of(Duration.ofSeconds(Long.parseLong(retryAfter)));
            }
            Instant date = ZonedDateTime.parse(retryAfter, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration pause = Duration.between(clock.instant(), date);
            return Optional.of(pause.isNegative() ? Duration.ZERO : pause);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}

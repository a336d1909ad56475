package io.recua.fetch;

import io.recua.database.ServerFaultException;
import io.recua.failure.Cause;
import io.recua.failure.LocalDisk;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.commons.lang3.StringUtils;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Describes in one sentence why a fetch failed, for the log, the ledger and the page. Messages of unknown exceptions are
 * not used: they may contain the source's URL, whose query may be secret.
 */
@Component("fetchReason")
public class Reason {

    private static final int MAX_LENGTH = 1000;

    /** Returns why the exchange failed. */
    public String of(Exchange exchange) {
        return of(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, exchange.getException(), Exception.class));
    }

    static String of(Throwable failure) {
        String line = sentence(failure).replaceAll("[\\p{Cc}\\p{Cf}\\u2028\\u2029]", "?");
        return StringUtils.abbreviate(line, "…", MAX_LENGTH);
    }

    /** Returns what went wrong at the source; empty if the failure has another cause. */
    public static Optional<String> ofSource(Throwable failure) {
        List<Throwable> causes = causes(failure);
        return first(causes, FetchException.class, Throwable::getMessage)
                .or(() -> first(causes, UnavailableException.class, Throwable::getMessage));
    }

    private static List<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).toList();
    }

    private static String sentence(Throwable failure) {
        List<Throwable> causes = causes(failure);
        return ofSource(failure)
                .or(() -> LocalDisk.advice(failure))
                .or(() -> ServerFaultException.in(failure).map(Throwable::getMessage))
                .or(() -> first(causes, SQLException.class, cause -> "the database reports: " + Cause.line(failure)))
                .or(() ->
                        first(causes, SdkException.class, cause -> "the bucket cannot be used: " + Cause.line(failure)))
                .orElse("an unexpected "
                        + causes.get(causes.size() - 1).getClass().getSimpleName()
                        + "; set logging.level.io.recua.fetch to debug to log its stack trace");
    }

    private static <T extends Throwable> Optional<String> first(
            List<Throwable> causes, Class<T> type, Function<T, String> sentence) {
        return causes.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .map(sentence);
    }
}

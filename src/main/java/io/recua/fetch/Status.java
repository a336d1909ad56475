package io.recua.fetch;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpStatus;

/** Decides by status code which responses of a source hold the complete content, and which are worth a retry. */
final class Status {

    private static final Set<Integer> COMPLETE = Set.of(HttpStatus.SC_OK, HttpStatus.SC_NON_AUTHORITATIVE_INFORMATION);

    private static final Set<Integer> RETRYABLE = Set.of(
            HttpStatus.SC_ACCEPTED,
            HttpStatus.SC_REQUEST_TIMEOUT,
            HttpStatus.SC_TOO_EARLY,
            HttpStatus.SC_TOO_MANY_REQUESTS);

    private Status() {}

    static boolean isComplete(HttpResponse response) {
        return COMPLETE.contains(response.getCode());
    }

    /**
     * Accepts a complete response, and 304 for a conditional request.
     *
     * @throws UnavailableException if a later attempt may succeed
     * @throws FetchException for any other status: partial content (206), for instance, is not the content
     */
    static void check(HttpResponse response, HttpRequest request, String host) throws UnavailableException {
        int code = response.getCode();
        boolean conditional = request.containsHeader(HttpHeaders.IF_NONE_MATCH)
                || request.containsHeader(HttpHeaders.IF_MODIFIED_SINCE);
        if (isComplete(response) || code == HttpStatus.SC_NOT_MODIFIED && conditional) {
            return;
        }
        String reason = "the source " + host + " answers " + code;
        if (code >= 500 || RETRYABLE.contains(code)) {
            throw new UnavailableException(reason, retryAfter(response));
        }
        throw new FetchException(reason + advice(code));
    }

    private static String advice(int code) {
        return switch (code) {
            case HttpStatus.SC_UNAUTHORIZED, HttpStatus.SC_FORBIDDEN -> "; check the feed's request settings";
            case HttpStatus.SC_NOT_FOUND, HttpStatus.SC_GONE -> "; check the feed's url";
            default -> code < 300 ? ", which is not the complete content" : "";
        };
    }

    private static Duration retryAfter(HttpResponse response) {
        Header header = response.getFirstHeader(HttpHeaders.RETRY_AFTER);
        if (header == null || header.getValue() == null) {
            return null;
        }
        String value = header.getValue().strip();
        try {
            if (value.matches("\\d{1,9}")) {
                return Duration.ofSeconds(Long.parseLong(value));
            }
            Instant date = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration pause = Duration.between(Instant.now(), date);
            return pause.isNegative() ? Duration.ZERO : pause;
        } catch (DateTimeException e) {
            return null;
        }
    }
}

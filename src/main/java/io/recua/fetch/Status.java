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

/** Which answers of a source hold the whole content, and which are worth another try. */
final class Status {

    private static final Set<Integer> WHOLE = Set.of(HttpStatus.SC_OK, HttpStatus.SC_NON_AUTHORITATIVE_INFORMATION);

    private static final Set<Integer> WORTH_A_RETRY = Set.of(
            HttpStatus.SC_ACCEPTED,
            HttpStatus.SC_REQUEST_TIMEOUT,
            HttpStatus.SC_TOO_EARLY,
            HttpStatus.SC_TOO_MANY_REQUESTS);

    private Status() {}

    static boolean isWhole(HttpResponse answer) {
        return WHOLE.contains(answer.getCode());
    }

    /**
     * Lets a whole answer pass, and 304 if it was asked what changed.
     *
     * @throws UnavailableException if the source may answer otherwise in a while
     * @throws FetchException if it answers with something else: a part (206), for instance, is not the content
     */
    static void check(HttpResponse answer, HttpRequest request, String host) throws UnavailableException {
        int code = answer.getCode();
        boolean conditional = request.containsHeader(HttpHeaders.IF_NONE_MATCH)
                || request.containsHeader(HttpHeaders.IF_MODIFIED_SINCE);
        if (isWhole(answer) || code == HttpStatus.SC_NOT_MODIFIED && conditional) {
            return;
        }
        String reason = "the source " + host + " answers " + code;
        if (code >= 500 || WORTH_A_RETRY.contains(code)) {
            throw new UnavailableException(reason, retryAfter(answer));
        }
        throw new FetchException(code < 300 ? reason + ", which is not the whole content" : reason);
    }

    private static Duration retryAfter(HttpResponse answer) {
        Header header = answer.getFirstHeader(HttpHeaders.RETRY_AFTER);
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

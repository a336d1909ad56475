package io.recua.control;

import io.recua.database.ServerFaultException;
import io.recua.failure.AwsSetup;
import io.recua.failure.Cause;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * A server that cannot be used now.
 *
 * @param since when the first query began that failed
 * @param reason why, without a period at its end; null while the server does not answer at all
 */
public record Outage(Server server, Instant since, String reason) {

    /** How long a request waits for its queries, a check of the health for its server, and an action for S3. */
    static final Duration LIMIT = Duration.ofSeconds(2);

    private static final String NO_ANSWER =
            "it has not answered within " + LIMIT.toSeconds() + " seconds; check that it runs and can be reached";

    private static final String BUCKET_ADVICE =
            "; check recua.bucket, the region, AWS_ENDPOINT_URL, the network and the permissions for the bucket";

    /** Returns one sentence without a period at its end. */
    public String sentence() {
        return sentence(server, reason == null ? NO_ANSWER : reason);
    }

    /**
     * Returns one sentence without a period at its end.
     *
     * @param failure an exception of the AWS SDK, or of Spring's data access
     */
    public static String sentence(RuntimeException failure) {
        return sentence(failure instanceof SdkException ? Server.BUCKET : Server.DATABASE, reason(failure));
    }

    private static String sentence(Server server, String reason) {
        return "The " + server.word() + " cannot be used now: " + reason;
    }

    /** Returns why the failed query could not be answered; empty if the failure has another cause than its server. */
    static Optional<String> in(RuntimeException failure) {
        return failure instanceof DataAccessException
                        || failure instanceof TransactionException
                        || failure instanceof SdkException
                        || failure instanceof UncheckedIOException
                ? Optional.of(reason(failure))
                : Optional.empty();
    }

    private static String reason(RuntimeException failure) {
        if (failure instanceof ApiCallTimeoutException) {
            return NO_ANSWER;
        }
        if (failure instanceof SdkException) {
            return AwsSetup.advice(failure).orElseGet(() -> Cause.line(failure) + BUCKET_ADVICE);
        }
        return ServerFaultException.in(failure).map(Throwable::getMessage).orElseGet(() -> Cause.line(failure));
    }
}

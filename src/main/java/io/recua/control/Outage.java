package io.recua.control;

import io.recua.database.ServerFaultException;
import io.recua.failure.Cause;
import software.amazon.awssdk.core.exception.SdkException;

/** Describes to an operator why the database or the bucket cannot be used. */
public final class Outage {

    private Outage() {}

    /**
     * Returns one sentence without a period at its end.
     *
     * @param failure an exception of the AWS SDK, or of Spring's data access
     */
    public static String sentence(RuntimeException failure) {
        if (failure instanceof SdkException) {
            return "The bucket cannot be used now: " + Cause.line(failure);
        }
        return "The database cannot be used now: "
                + ServerFaultException.in(failure).map(Throwable::getMessage).orElseGet(() -> Cause.line(failure));
    }
}

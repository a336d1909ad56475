package io.recua.control;

import io.recua.database.ServerFaultException;
import io.recua.failure.Cause;
import software.amazon.awssdk.core.exception.SdkException;

/** What is told of a database or a bucket that cannot be used now. */
public final class Outage {

    private Outage() {}

    /**
     * One sentence.
     *
     * @param failure of the AWS SDK, or of Spring's access to the database
     */
    public static String sentence(RuntimeException failure) {
        if (failure instanceof SdkException) {
            return "The bucket cannot be used now: " + Cause.line(failure);
        }
        return "The database cannot be used now: "
                + ServerFaultException.in(failure).map(Throwable::getMessage).orElseGet(() -> Cause.line(failure));
    }
}

package io.recua.failure;

import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Recognizes that the AWS SDK has no region or no credentials. Its own messages list each place where it looked. */
public final class AwsSetup {

    private static final String NO_REGION = "Unable to load region from";
    private static final String NO_CREDENTIALS = "Unable to load credentials from";

    private AwsSetup() {}

    /** Returns what to set; empty if the failure has another cause. */
    public static Optional<String> advice(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .filter(SdkClientException.class::isInstance)
                .map(cause -> String.valueOf(cause.getMessage()))
                .flatMap(message -> advice(message).stream())
                .findFirst();
    }

    private static Optional<String> advice(String message) {
        if (message.startsWith(NO_REGION)) {
            return Optional.of("AWS: no region is set; set AWS_REGION, such as AWS_REGION=eu-west-1");
        }
        if (message.startsWith(NO_CREDENTIALS)) {
            return Optional.of("AWS: no credentials are found; give the task or the instance a role, or set"
                    + " AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
        }
        return Optional.empty();
    }
}

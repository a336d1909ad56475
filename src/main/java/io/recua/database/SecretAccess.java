package io.recua.database;

import io.recua.config.SettingException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Creates the exception for a secret that cannot be read. */
final class SecretAccess {

    private SecretAccess() {}

    /** Returns the exception. It repeats only messages of AWS, because other messages may contain the secret. */
    static SettingException failure(String setting, String secret, Throwable cause) {
        if (!(cause instanceof SdkException)) {
            return new SettingException(
                    setting,
                    "the secret " + secret + " is not a JSON object; write one, for a database in the format of RDS");
        }
        String reason = cause instanceof AwsServiceException service && service.awsErrorDetails() != null
                ? service.awsErrorDetails().errorCode() + ", "
                        + service.awsErrorDetails().errorMessage()
                : cause.getMessage();
        return new SettingException(
                setting,
                "cannot read the secret " + secret + ": " + reason + "; check its name, the region, the credentials and"
                        + " AWS_ENDPOINT_URL, and allow secretsmanager:GetSecretValue on it",
                cause);
    }
}

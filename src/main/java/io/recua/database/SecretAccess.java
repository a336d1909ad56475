package io.recua.database;

import io.recua.config.SettingException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** What is said when a secret cannot be read. */
final class SecretAccess {

    private SecretAccess() {}

    /** Only AWS's own message is passed on: any other may hold the secret. */
    static SettingException failure(String setting, String secret, Throwable cause) {
        if (!(cause instanceof SdkException)) {
            return new SettingException(
                    setting,
                    "the secret " + secret + " is no JSON object; write one, in the format of RDS for a database");
        }
        String reason = cause instanceof AwsServiceException refused && refused.awsErrorDetails() != null
                ? refused.awsErrorDetails().errorCode() + ", "
                        + refused.awsErrorDetails().errorMessage()
                : cause.getMessage();
        return new SettingException(
                setting,
                "cannot read the secret " + secret + ": " + reason + "; check its name, the region, the credentials and"
                        + " AWS_ENDPOINT_URL, and allow secretsmanager:GetSecretValue on it");
    }
}

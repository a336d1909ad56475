package io.recua.database;

import io.recua.config.SettingException;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;

/** What is said when a secret cannot be read. */
final class SecretAccess {

    private SecretAccess() {}

    static SettingException failure(String setting, String secret, Throwable cause) {
        String reason = cause instanceof SecretsManagerException refused && refused.awsErrorDetails() != null
                ? refused.awsErrorDetails().errorCode() + ", "
                        + refused.awsErrorDetails().errorMessage()
                : cause.getMessage();
        return new SettingException(
                setting,
                "cannot read the secret " + secret + ": " + reason + "; check its name, the region, the credentials and"
                        + " AWS_ENDPOINT_URL, and allow secretsmanager:GetSecretValue on it");
    }
}

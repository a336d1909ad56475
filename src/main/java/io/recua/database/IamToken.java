package io.recua.database;

import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.rds.RdsUtilities;

/**
 * Creates the tokens that replace the password with IAM: signed with the task's role, valid for 15 minutes and one
 * host.
 */
final class IamToken implements Supplier<String> {

    private final AwsCredentialsProvider credentials =
            DefaultCredentialsProvider.builder().build();
    private final RdsUtilities signer = RdsUtilities.builder()
            .region(new DefaultAwsRegionProviderChain().getRegion())
            .credentialsProvider(credentials)
            .build();
    private final String host;
    private final int port;
    private final String user;

    IamToken(String host, int port, String user) {
        this.host = host;
        this.port = port;
        this.user = user;
    }

    /** Returns a newly signed token. Needs no request to AWS except for the credentials of the role. */
    @Override
    public String get() {
        return signer.generateAuthenticationToken(
                token -> token.hostname(host).port(port).username(user));
    }
}

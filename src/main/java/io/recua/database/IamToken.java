package io.recua.database;

import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.rds.RdsUtilities;

/** What stands for the password with IAM: a request signed by the task's role, for a quarter of an hour and one host. */
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

    /** Signed anew each time, without asking AWS for more than the role's own credentials. */
    @Override
    public String get() {
        return signer.generateAuthenticationToken(
                token -> token.hostname(host).port(port).username(user));
    }
}

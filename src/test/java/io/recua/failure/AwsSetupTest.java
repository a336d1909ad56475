package io.recua.failure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;

/** What is said of an AWS SDK that has nothing to work with. The failures are those of the SDK in use. */
class AwsSetupTest {

    @Test
    void noRegionAndNoCredentialsAreSaidInASentenceEach() {
        assertThat(AwsSetup.advice(new IllegalStateException(failure(new AwsRegionProviderChain()::getRegion))))
                .contains("AWS: no region is set; set AWS_REGION, such as AWS_REGION=eu-west-1");
        assertThat(AwsSetup.advice(failure(AwsCredentialsProviderChain.builder()
                        .addCredentialsProvider(() -> {
                            throw SdkClientException.create("nothing here");
                        })
                        .build()::resolveCredentials)))
                .contains("AWS: no credentials are found; give the task or the instance a role, or set"
                        + " AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
    }

    @Test
    void anotherFailureOfTheSdkIsNotOne() {
        assertThat(AwsSetup.advice(SdkClientException.create("Unable to execute HTTP request: Connection refused")))
                .isEmpty();
    }

    private static Throwable failure(Runnable action) {
        try {
            action.run();
        } catch (SdkClientException e) {
            return e;
        }
        throw new AssertionError("nothing failed");
    }
}

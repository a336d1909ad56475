package io.recua.ingest;

import java.util.Optional;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.InvalidObjectStateException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Tells what S3 denies for one object from what it denies for all. An archived object, or one whose KMS key is disabled,
 * can never be read; lost credentials or a changed policy deny every object, and come back.
 */
@Component
public class Denials {

    /** How many of the objects that wait are tried before all of them count as denied. */
    private static final int TRIED = 10;

    private final S3Client s3;
    private final Landing landing;

    Denials(S3Client s3, Landing landing) {
        this.s3 = s3;
        this.landing = landing;
    }

    /**
     * Why the claimed object alone cannot be read; empty if that cannot be told, or not yet. An object that waits alone
     * blocks no other one, so it can wait.
     */
    public Optional<String> ofObjectAlone(S3Exception denial, Claim claim) {
        boolean alone = denial instanceof InvalidObjectStateException
                || isDenial(denial)
                        && landing.objects(claim.feed())
                                .filter(object -> !object.isOf(claim))
                                .limit(TRIED)
                                .anyMatch(this::isReadable);
        return alone ? Optional.of("S3 does not give the object out: " + reason(denial)) : Optional.empty();
    }

    /** Its first byte, since S3 asks for the right to decrypt when it gives bytes out. */
    private boolean isReadable(Landed object) {
        try {
            s3.getObject(request ->
                            request.bucket(object.bucket()).key(object.key()).range("bytes=0-0"))
                    .abort();
            return true;
        } catch (S3Exception e) {
            // An empty object has no first byte.
            return e.statusCode() == 416;
        } catch (SdkException e) {
            return false;
        }
    }

    /** Whether S3 understood the request and denies it; what was overwritten, removed or throttled is no denial. */
    static boolean isDenial(S3Exception e) {
        return e.statusCode() >= 400
                && e.statusCode() < 500
                && !isChange(e)
                && e.statusCode() != 408
                && !e.isThrottlingException()
                && !e.isRetryableException();
    }

    /** Whether the object version of the request is not there: removed, or overwritten. */
    public static boolean isChange(S3Exception e) {
        return e.statusCode() == 404 && !"NoSuchBucket".equals(code(e)) || e.statusCode() == 412;
    }

    /** What S3 says, without the address and the request's number. */
    static String reason(S3Exception e) {
        String message =
                e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorMessage();
        String code = code(e) == null ? "status " + e.statusCode() : code(e);
        return message == null ? code : code + ", " + message;
    }

    private static String code(S3Exception e) {
        return e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
    }
}

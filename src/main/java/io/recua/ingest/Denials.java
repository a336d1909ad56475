package io.recua.ingest;

import java.util.Optional;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.InvalidObjectStateException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Distinguishes a denial of S3 for one object from a denial for all. An archived object, or one with a disabled KMS key, can
 * never be read. Missing credentials or a wrong policy deny every object until somebody corrects them.
 */
@Component
public class Denials {

    /** The number of waiting objects that are tried before all of them count as denied. */
    private static final int TRIED = 10;

    private final S3Client s3;
    private final LandedObjects landing;

    Denials(S3Client s3, LandedObjects landing) {
        this.s3 = s3;
        this.landing = landing;
    }

    /**
     * Returns why the claimed object alone cannot be read; empty if this is not known. An object that waits alone blocks no
     * other object, so it can wait. S3 must deny it again after it has returned another one: a denial of all may have passed in
     * between, such as that of a policy that is being changed.
     */
    public Optional<String> ofObjectAlone(S3Exception denial, Claim claim) {
        boolean alone = denial instanceof InvalidObjectStateException
                || isDenial(denial)
                        && landing.objects(claim.feed())
                                .filter(object -> !object.isOf(claim))
                                .limit(TRIED)
                                .anyMatch(this::isReadable)
                        && isDenied(claim);
        return alone ? Optional.of("S3 does not give the object out: " + reason(denial)) : Optional.empty();
    }

    private boolean isReadable(Landed object) {
        try {
            readFirstByte(object.bucket(), object.key());
            return true;
        } catch (SdkException e) {
            return false;
        }
    }

    /** False if S3 fails in another way: then S3 is at fault, and not the object. */
    private boolean isDenied(Claim claim) {
        try {
            readFirstByte(claim.bucket(), claim.key());
            return false;
        } catch (S3Exception e) {
            return isDenial(e);
        }
    }

    /** S3 checks the right to decrypt only when it returns content. */
    private void readFirstByte(String bucket, String key) {
        try {
            s3.getObject(request -> request.bucket(bucket).key(key).range("bytes=0-0"))
                    .abort();
        } catch (S3Exception e) {
            // An empty object has no first byte.
            if (e.statusCode() != 416) {
                throw e;
            }
        }
    }

    /** Returns whether S3 denies the request. An overwritten or removed object, and throttling, are no denials. */
    public static boolean isDenial(S3Exception e) {
        return e.statusCode() >= 400
                && e.statusCode() < 500
                && !isChange(e)
                && e.statusCode() != 408
                && !e.isThrottlingException()
                && !e.isRetryableException();
    }

    /** Returns whether the requested object version does not exist: it was removed or overwritten. */
    public static boolean isChange(S3Exception e) {
        return e.statusCode() == 404 && !"NoSuchBucket".equals(code(e)) || e.statusCode() == 412;
    }

    /** Returns the message of S3 without the address and the request's number. */
    public static String reason(S3Exception e) {
        String message =
                e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorMessage();
        String code = code(e) == null ? "status " + e.statusCode() : code(e);
        return message == null ? code : code + ", " + message;
    }

    private static String code(S3Exception e) {
        return e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
    }
}

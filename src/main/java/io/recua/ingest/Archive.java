package io.recua.ingest;

import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Variable;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * Moves an object that is settled out of its landing place, unless it was overwritten in the meantime. Moving again what
 * was moved already does nothing.
 *
 * <p>Camel's producer copies at most 5 GB and no metadata of ours; the SDK's transfer manager would bring a second,
 * asynchronous client for this one call.
 */
@Component("archive")
public class Archive {

    private static final int MAX_REASON = 1000;

    private final S3Client s3;
    private final Copies copies;

    Archive(S3Client s3, Copies copies) {
        this.s3 = s3;
        this.copies = copies;
    }

    /** Moves a loaded object to {@code archive/}. */
    public void archive(@Variable(ClaimRepository.CLAIM) Claim claim) {
        move(claim, LoadStatus.LOADED.key(claim.key()), Map.of());
    }

    /**
     * Moves a refused object to {@code quarantine/}, with the reason as metadata {@code recua-reason}.
     *
     * @param reason null for an object that was refused before
     */
    public void quarantine(@Variable(ClaimRepository.CLAIM) Claim claim, @Variable("reason") String reason) {
        String known = reason != null ? reason : String.valueOf(claim.error());
        String ascii = known.replaceAll("[^ -~]", "?");
        String cut = ascii.substring(0, Math.min(ascii.length(), MAX_REASON));
        move(claim, LoadStatus.QUARANTINED.key(claim.key()), Map.of("recua-reason", cut));
    }

    private void move(Claim claim, String target, Map<String, String> metadata) {
        HeadObjectResponse source;
        try {
            source = s3.headObject(request -> request.bucket(claim.bucket()).key(claim.key()));
        } catch (NoSuchKeyException e) {
            return;
        }
        if (!source.eTag().equals(claim.etag())) {
            return;
        }
        Map<String, String> all = new HashMap<>(source.metadata());
        all.putAll(metadata);
        copies.copy(new Copies.Original(claim.bucket(), claim.key(), source), target, all);
        s3.deleteObject(request -> request.bucket(claim.bucket()).key(claim.key()));
    }
}

package io.recua.ingest;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Moves an object out of its landing place when its load has ended. To move it again does nothing.
 *
 * <ol>
 *   <li>It copies the version that was loaded: the current one, or in a bucket with versioning the one that was read.
 *   <li>It deletes the current version only if this is the loaded one. A newer version stays and is loaded next.
 *   <li>If the version no longer exists, or S3 denies the move, it writes this to the ledger. After a denial the object stays
 *       in the landing place, is skipped, and the next poll tries to move it again.
 * </ol>
 */
@Component("archive")
public class Archive {

    private static final Logger log = LoggerFactory.getLogger(Archive.class);

    /** The metadata entry of a moved object with the number of its load. */
    public static final String LOAD = "recua-load";

    /** The metadata entry of a refused object with the reason. */
    public static final String REASON = "recua-reason";

    private static final int MAX_REASON = 1000;
    /** The limit of S3 for the names and values of all metadata of an object, in bytes. */
    private static final int MAX_METADATA = 2048;

    private final Copies copies;
    private final Ledger ledger;

    Archive(Copies copies, Ledger ledger) {
        this.copies = copies;
        this.ledger = ledger;
    }

    /** Moves a loaded object to {@code archive/}. */
    public void archive(@Variable(Claim.VARIABLE) Claim claim, Exchange exchange) {
        move(claim, LoadStatus.LOADED, "", exchange);
    }

    /** Moves a refused object to {@code quarantine/}, with the reason as metadata {@value #REASON}. */
    public void quarantine(
            @Variable(Claim.VARIABLE) Claim claim, @Variable(Claim.REASON) String reason, Exchange exchange) {
        move(claim, LoadStatus.QUARANTINED, reason, exchange);
    }

    private void move(Claim claim, LoadStatus to, String reason, Exchange exchange) {
        String target = to.key(claim.key());
        try {
            if (!isCopied(claim, target, reason) && !isThere(claim, target)) {
                tell(
                        claim,
                        "the object was overwritten or removed from landing/ before it could be copied; " + target
                                + " does not hold what this load read");
            }
        } catch (S3Exception e) {
            if (!Denials.isDenial(e)) {
                throw e;
            }
            tell(
                    claim,
                    "the object stays at " + claim.key()
                            + " and is not loaded again, since S3 does not let it be moved: " + Denials.reason(e));
            Landing.passOver(claim, exchange);
        }
    }

    private void tell(Claim claim, String sentence) {
        if (ledger.addNote(claim, sentence)) {
            log.warn("Load {} of {}: {}", claim.loadId(), claim.key(), sentence);
        }
    }

    private boolean isCopied(Claim claim, String target, String reason) {
        Optional<HeadObjectResponse> current =
                head(claim, null).filter(head -> head.eTag().equals(claim.etag()));
        // An earlier run may have copied it only if that run had ended the load.
        boolean mayBeThere = claim.status() != LoadStatus.LOADING;
        if (current.isPresent()
                && (mayBeThere && isThere(claim, target) || copy(claim, current.get(), null, target, reason))) {
            copies.removeOriginal(claim.bucket(), claim.key(), claim.etag());
            return true;
        }
        return ledger.version(claim)
                .flatMap(version -> head(claim, version).filter(head -> copy(claim, head, version, target, reason)))
                .isPresent();
    }

    private Optional<HeadObjectResponse> head(Claim claim, String version) {
        return copies.head(claim.bucket(), claim.key(), version);
    }

    /** Returns false if the version was overwritten or removed before it was copied. */
    private boolean copy(Claim claim, HeadObjectResponse head, String version, String target, String reason) {
        try {
            copies.copy(
                    new Copies.Original(claim.bucket(), claim.key(), version, head),
                    target,
                    metadata(claim, head, reason));
            return true;
        } catch (S3Exception e) {
            if (Denials.isChange(e)) {
                return false;
            }
            throw e;
        }
    }

    private static Map<String, String> metadata(Claim claim, HeadObjectResponse head, String reason) {
        Map<String, String> metadata = new HashMap<>(head.metadata());
        metadata.put(LOAD, Long.toString(claim.loadId()));
        metadata.remove(REASON);
        int used = metadata.entrySet().stream()
                .mapToInt(entry -> entry.getKey().length() + entry.getValue().length())
                .sum();
        int room = Math.min(MAX_REASON, MAX_METADATA - used - REASON.length());
        String ascii = reason.replaceAll("[^ -~]", "?");
        if (!ascii.isEmpty() && room > 0) {
            metadata.put(REASON, ascii.substring(0, Math.min(ascii.length(), room)));
        }
        return metadata;
    }

    /** Returns whether the target is the copy of an earlier attempt. */
    private boolean isThere(Claim claim, String target) {
        try {
            return copies.head(claim.bucket(), target, null)
                    .filter(head ->
                            Long.toString(claim.loadId()).equals(head.metadata().get(LOAD)))
                    .isPresent();
        } catch (S3Exception e) {
            if (Denials.isDenial(e)) {
                return false;
            }
            throw e;
        }
    }
}

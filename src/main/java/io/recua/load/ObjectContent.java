package io.recua.load;

import io.recua.ingest.Claim;
import io.recua.ingest.Denials;
import io.recua.ingest.Landed;
import io.recua.ingest.Ledger;
import io.recua.ingest.RefusedException;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;
import org.apache.camel.component.aws2.s3.AWS2S3Constants;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Opens the claimed object with the S3 client. Camel's S3 producer would evaluate the key as an expression.
 */
@Component("object")
public class ObjectContent {

    private final S3Client s3;
    private final Ledger ledger;
    private final Denials denials;

    ObjectContent(S3Client s3, Ledger ledger, Denials denials) {
        this.s3 = s3;
        this.ledger = ledger;
        this.denials = denials;
    }

    /**
     * Sets the body to the object's stream and a header to its length. Does not read the stream.
     *
     * @throws RefusedException if S3 denies this object, but not others, or the claimed version no longer exists
     */
    public void open(@Variable(Claim.VARIABLE) Claim claim, Exchange exchange) {
        ResponseInputStream<GetObjectResponse> object = open(claim);
        exchange.getMessage()
                .setHeader(AWS2S3Constants.CONTENT_LENGTH, object.response().contentLength());
        exchange.getMessage().setBody(object);
    }

    /** Opens the claimed object, as {@link #open(Claim, Exchange)} does. */
    ResponseInputStream<GetObjectResponse> open(Claim claim) {
        try {
            ResponseInputStream<GetObjectResponse> current = s3.getObject(
                    request -> request.bucket(claim.bucket()).key(claim.key()).ifMatch(claim.etag()));
            GetObjectResponse response = current.response();
            ledger.keepOrigin(claim, response.versionId(), response.lastModified(), response.contentLength());
            Landed.replayOf(response.metadata()).ifPresent(before -> ledger.keepReplayOf(claim, before));
            return current;
        } catch (S3Exception e) {
            if (Denials.isChange(e)) {
                return earlier(claim).orElseThrow(() -> vanished(claim));
            }
            throw denials.ofObjectAlone(e, claim)
                    .<RuntimeException>map(RefusedException::new)
                    .orElse(e);
        }
    }

    /** Notes that the version is gone. If it comes back, its load continues. */
    private RefusedException vanished(Claim claim) {
        ledger.vanished(claim);
        return new RefusedException("the object was overwritten or removed from landing/ before its load ended;"
                + " the rows committed until then stay in the table");
    }

    /** Returns the version that was read first, if the bucket has versioning. */
    private Optional<ResponseInputStream<GetObjectResponse>> earlier(Claim claim) {
        try {
            return ledger.version(claim)
                    .map(version -> s3.getObject(request ->
                            request.bucket(claim.bucket()).key(claim.key()).versionId(version)));
        } catch (S3Exception e) {
            if (Denials.isChange(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }
}

package io.recua.ingest;

import io.recua.config.RecuaProperties;
import io.recua.lease.LeasedRepository;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.apache.camel.Variable;
import org.apache.camel.component.aws2.s3.AWS2S3Constants;
import org.apache.commons.codec.digest.DigestUtils;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * Lands what comes from elsewhere than a fetch, for routes that operators write: a file of a folder, an object of another bucket.
 *
 * <p>The key is {@code landing/<feed>/<last modification>-<hash>-<name>}; the hash is 8 hexadecimal digits of SHA-256 over the place
 * that it came from. So what lands a second time, since the process died before the route could move it away, lands under the same
 * key and with the same content; the ledger knows this object version, and it is not loaded a second time.
 */
@Component("arrivals")
public class Arrivals {

    /** The exchange variable with the version of the object that {@link #copy} landed. */
    static final String VERSION = "arrivedVersion";

    private static final int MAX_NAME = 200;
    private static final int HASH_DIGITS = 8;

    private final RecuaProperties properties;
    private final S3Client s3;
    private final Uploads uploads;
    private final Copies copies;

    Arrivals(RecuaProperties properties, S3Client s3, Uploads uploads, Copies copies) {
        this.properties = properties;
        this.s3 = s3;
        this.uploads = uploads;
        this.copies = copies;
    }

    /** Lands a file. */
    public void file(@Body File file, @Variable(LeasedRepository.FEED) String feed) throws IOException {
        Instant modified = Files.getLastModifiedTime(file.toPath()).toInstant();
        uploads.put(file.toPath(), properties.bucket(), key(feed, modified, file.getAbsolutePath(), file.getName()));
    }

    /**
     * Lands a copy of the object that Camel's S3 consumer found in another bucket; fails if it is overwritten meanwhile. Leaves
     * alone the folders of the S3 console, whose keys end with a slash.
     */
    public void copy(
            @Header(AWS2S3Constants.BUCKET_NAME) String bucket,
            @Header(AWS2S3Constants.KEY) String key,
            @Variable(LeasedRepository.FEED) String feed,
            Exchange exchange) {
        if (key.endsWith("/")) {
            return;
        }
        HeadObjectResponse head =
                s3.headObject(request -> request.bucket(bucket).key(key));
        String name = key.substring(key.lastIndexOf('/') + 1);
        copies.copy(
                new Copies.Original(bucket, key, null, head),
                properties.bucket(),
                key(feed, head.lastModified(), "s3://" + bucket + "/" + key, name),
                head.metadata());
        exchange.setVariable(VERSION, new Landed(bucket, key, head.eTag()));
    }

    /** Removes the object that was copied, if there is one; one that was overwritten meanwhile stays, and is copied by the next poll. */
    public void remove(@Variable(VERSION) Landed copied) {
        if (copied != null) {
            copies.removeOriginal(copied.bucket(), copied.key(), copied.etag());
        }
    }

    private String key(String feed, Instant modified, String place, String name) {
        properties.feed(feed);
        String hash = DigestUtils.sha256Hex(place).substring(0, HASH_DIGITS);
        String safe = name.replaceAll("[^A-Za-z0-9._-]", "_");
        return LandingKey.of(feed, modified, hash + "-" + safe.substring(Math.max(0, safe.length() - MAX_NAME)));
    }
}

package io.recua.load;

import io.recua.config.CsvProperties;
import io.recua.config.CsvProperties.Compression;
import io.recua.config.RecuaProperties;
import io.recua.ingest.Claim;
import io.recua.ingest.ClaimRepository;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.apache.camel.Variable;
import org.apache.camel.component.aws2.s3.AWS2S3Constants;
import org.apache.commons.io.input.BOMInputStream;
import org.apache.commons.io.input.BoundedInputStream;
import org.apache.commons.io.input.ReaderInputStream;
import org.springframework.stereotype.Component;

/** Turns the object's stream into the bytes of a CSV: unpacked, without byte order mark. */
@Component("unpack")
public class Unpack {

    private final RecuaProperties properties;

    Unpack(RecuaProperties properties) {
        this.properties = properties;
    }

    /**
     * Opens the object's content; nothing is read ahead.
     *
     * @throws RefusedException if the object is not packed as its name or the configuration says; the streams throw it
     *     too, if the object is damaged or unpacks to more than the limit
     */
    public Content open(
            @Body InputStream object,
            @Header(AWS2S3Constants.CONTENT_LENGTH) long size,
            @Variable(ClaimRepository.CLAIM) Claim claim)
            throws IOException {
        return open(object, size, properties.feed(claim.feed()).csv(), claim.key());
    }

    static Content open(InputStream object, long size, CsvProperties csv, String name) throws IOException {
        BoundedInputStream counted =
                BoundedInputStream.builder().setInputStream(object).get();
        Compression compression = csv.compressionOf(name);
        InputStream bytes = unpacked(counted, compression);
        if (compression != Compression.NONE) {
            bytes = limited(bytes, csv.maxUnpackedBytes(size));
        }
        if (!isBytewise(csv.charset())) {
            bytes = asUtf8(bytes, csv.charset());
        }
        bytes = BOMInputStream.builder().setInputStream(bytes).get();
        return new Content(bytes, () -> (double) counted.getCount() / size);
    }

    /** The charset of the bytes that {@link #open} gives. */
    static Charset charset(CsvProperties csv) {
        return isBytewise(csv.charset()) ? csv.charset() : StandardCharsets.UTF_8;
    }

    /** Whether each byte of delimiter, quote and line break stands for itself wherever it is. */
    private static boolean isBytewise(Charset charset) {
        return charset.equals(StandardCharsets.UTF_8)
                || charset.canEncode()
                        && charset.newEncoder().maxBytesPerChar() == 1
                        && charset.contains(StandardCharsets.US_ASCII);
    }

    private static InputStream asUtf8(InputStream bytes, Charset charset) throws IOException {
        Reader characters =
                new InputStreamReader(bytes, charset.newDecoder().onMalformedInput(CodingErrorAction.REPORT));
        return new IntactInputStream(ReaderInputStream.builder()
                .setReader(characters)
                .setCharset(StandardCharsets.UTF_8)
                .get());
    }

    private static InputStream unpacked(InputStream object, Compression compression) throws IOException {
        try {
            return switch (compression) {
                case GZIP -> new IntactInputStream(new GZIPInputStream(object, 1 << 16));
                case ZIP -> firstEntry(object);
                default -> object;
            };
        } catch (ZipException | EOFException e) {
            throw new RefusedException("the object is not packed as " + compression + ": " + e.getMessage()
                    + "; mend its name or the feed's csv.compression");
        }
    }

    /** A few kilobytes can unpack to gigabytes: the object is refused there, and not read to its end. */
    private static InputStream limited(InputStream unpacked, long maxBytes) throws IOException {
        return BoundedInputStream.builder()
                .setInputStream(unpacked)
                .setMaxCount(maxBytes + 1)
                .setOnMaxCount((max, count) -> {
                    throw new RefusedException(
                            "the object unpacks to more than " + maxBytes + " bytes; is it a zip bomb?"
                                    + " If it is right, write the size that it may have in the feed's csv.max-unpacked");
                })
                .get();
    }

    private static InputStream firstEntry(InputStream object) throws IOException {
        ZipInputStream zip = new ZipInputStream(object);
        if (zip.getNextEntry() == null) {
            throw new RefusedException("the object is no zip file, or holds no entry");
        }
        return new IntactInputStream(new FilterInputStream(zip) {
            @Override
            public int read(byte[] to, int offset, int length) throws IOException {
                int count = super.read(to, offset, length);
                if (count < 0 && zip.getNextEntry() != null) {
                    throw new RefusedException("the zip file holds more than one entry; pack each CSV by itself");
                }
                return count;
            }
        });
    }
}

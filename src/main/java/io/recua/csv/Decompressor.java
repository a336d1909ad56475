package io.recua.csv;

import io.recua.config.CsvProperties;
import io.recua.config.CsvProperties.Compression;
import io.recua.config.FeedProperties;
import io.recua.config.RecuaProperties;
import io.recua.csv.IntactInputStream.Source;
import io.recua.ingest.Claim;
import io.recua.ingest.RefusedException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.apache.camel.Variable;
import org.apache.camel.component.aws2.s3.AWS2S3Constants;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.io.input.BoundedInputStream;
import org.springframework.stereotype.Component;

/** Decompresses an object, converts it to UTF-8 where necessary, and skips the lines before the header. */
@Component("decompressor")
public class Decompressor {

    private final RecuaProperties properties;

    Decompressor(RecuaProperties properties) {
        this.properties = properties;
    }

    /**
     * Opens the content of an object. Reads a few kilobytes of it.
     *
     * @param object the object's bytes; closing the returned content closes it
     * @param size the object's length, in bytes
     * @return the content, positioned at the header line
     * @throws RefusedException if the object is not compressed as its name or the settings require, or is not a CSV.
     *     Reading the returned content throws it too: if the object is damaged, or decompresses to more than the limit
     */
    public Content open(
            @Body InputStream object,
            @Header(AWS2S3Constants.CONTENT_LENGTH) long size,
            @Variable(Claim.VARIABLE) Claim claim)
            throws IOException {
        return open(object, size, properties.feed(claim.feed()), claim.key());
    }

    /**
     * Opens the content of an object without a claim.
     *
     * @param name the object's key or file name, whose ending may select the compression
     * @see #open(InputStream, long, Claim)
     */
    public static Content open(InputStream object, long size, FeedProperties feed, String name) throws IOException {
        return open(object, size, feed.csv(), name, feed.request().acceptHtml());
    }

    /** @param acceptHtml whether the content may begin as a web page does */
    static Content open(InputStream object, long size, CsvProperties csv, String name, boolean acceptHtml)
            throws IOException {
        BoundedInputStream counted =
                BoundedInputStream.builder().setInputStream(object).get();
        BufferedInputStream text =
                asUtf8(new BufferedInputStream(unpacked(counted, size, csv, name)), csv.charset(), acceptHtml);
        long firstLine = Prologue.skip(text, csv);
        return new Content(text, CsvDialect.of(csv), firstLine, () -> (double) counted.getCount() / size);
    }

    /** Returns the decompressed bytes of an object. They need not be a CSV. */
    static InputStream unpacked(InputStream object, long size, CsvProperties csv, String name) throws IOException {
        Source source = new Source(object);
        BufferedInputStream packed = new BufferedInputStream(source);
        Compression compression = compression(csv.compressionOf(name), Kind.of(head(packed)));
        InputStream unpacked = unpacked(packed, source, compression);
        return compression == Compression.NONE ? unpacked : limited(unpacked, csv.maxUnpackedBytes(size));
    }

    /** Returns the first bytes, fewer at the end of the stream. They stay in the stream. */
    private static byte[] head(BufferedInputStream in) throws IOException {
        in.mark(Kind.HEAD_BYTES);
        byte[] head = in.readNBytes(Kind.HEAD_BYTES);
        in.reset();
        return head;
    }

    private static Compression compression(Compression configured, Optional<Kind> found) {
        return switch (configured) {
            case AUTO -> found.map(Decompressor::compressionOf).orElse(Compression.NONE);
            case GZIP -> expected(configured, Kind.GZIP, found);
            case ZIP -> expected(configured, Kind.ZIP, found);
            case NONE -> configured;
        };
    }

    private static Compression compressionOf(Kind kind) {
        return kind == Kind.GZIP ? Compression.GZIP : kind == Kind.ZIP ? Compression.ZIP : Compression.NONE;
    }

    private static Compression expected(Compression compression, Kind kind, Optional<Kind> found) {
        if (found.filter(kind::equals).isEmpty()) {
            throw new RefusedException(
                    (kind == Kind.ZIP ? "the object is not a zip file" : "the object is not packed as " + compression)
                            + found.map(other -> ", but is " + other.title()).orElse("")
                            + "; correct its name or the feed's csv.compression");
        }
        return compression;
    }

    private static InputStream unpacked(BufferedInputStream packed, Source source, Compression compression)
            throws IOException {
        return switch (compression) {
            case GZIP ->
                IntactInputStream.open(source, () -> GzipCompressorInputStream.builder()
                        .setInputStream(packed)
                        .setDecompressConcatenated(true)
                        .get());
            case ZIP -> IntactInputStream.open(source, () -> ZipContent.open(packed));
            default -> packed;
        };
    }

    /**
     * Limits the decompressed size, because a few kilobytes can decompress to gigabytes. At the limit the object is
     * refused.
     */
    private static InputStream limited(InputStream unpacked, long maxBytes) throws IOException {
        return BoundedInputStream.builder()
                .setInputStream(unpacked)
                .setMaxCount(maxBytes + 1)
                .setOnMaxCount((max, count) -> {
                    throw new RefusedException(
                            "the object unpacks to more than " + maxBytes + " bytes, which may be a zip bomb;"
                                    + " if the size is right, write a larger one in the feed's csv.max-unpacked");
                })
                .get();
    }

    /** @throws RefusedException if the content is not text */
    private static BufferedInputStream asUtf8(BufferedInputStream bytes, Charset charset, boolean acceptHtml)
            throws IOException {
        boolean bytewise = RecordCharset.isBytewise(charset);
        Kind.of(head(bytes))
                .filter(kind -> bytewise || !kind.isText())
                .filter(kind -> kind != Kind.HTML || !acceptHtml)
                .ifPresent(kind -> {
                    throw new RefusedException("the content is " + kind.title() + ", not CSV in " + charset
                            + "; correct the source, or the feed's csv.charset or csv.compression");
                });
        return bytewise ? bytes : new BufferedInputStream(new Utf8InputStream(bytes, charset));
    }
}

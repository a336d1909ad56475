package io.recua.csv;

import io.recua.config.CsvProperties;
import io.recua.config.CsvProperties.Compression;
import io.recua.config.FeedProperties;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The first megabytes of a CSV, decompressed, in memory.
 *
 * @param bytes the bytes as in the file, with byte order mark
 * @param isWhole whether these are all bytes of the file
 */
public record Sample(byte[] bytes, boolean isWhole) {

    /** The maximum size for a process that does nothing else. The values of a sample take about ten times as much memory. */
    public static final int MAX_BYTES = 4 << 20;

    /** A name that selects no compression, because the bytes are decompressed. */
    private static final String NAME = "sample.csv";

    /** Decompressing depends on no other setting than the name. */
    private static final CsvProperties ANY = new CsvProperties(
            StandardCharsets.UTF_8,
            ",",
            "none",
            null,
            0,
            null,
            List.of("false"),
            null,
            false,
            CsvProperties.USUAL_MAX_RECORD,
            Compression.AUTO,
            null);

    private static final int HEAD_BYTES = 1 << 16;

    /**
     * Reads a sample and closes {@code object}.
     *
     * @param maxBytes the maximum size of the sample
     * @param size the object's length, in bytes; -1 if it is not known
     * @param name the object's name, whose ending may select the compression
     * @throws io.recua.ingest.RefusedException if the object is not compressed as its name says, or is damaged
     */
    public static Sample read(InputStream object, long size, String name, int maxBytes) throws IOException {
        try (InputStream in = Decompressor.unpacked(object, size, ANY, name)) {
            byte[] bytes = in.readNBytes(maxBytes);
            return new Sample(bytes, in.read() < 0);
        }
    }

    /** Opens the sample as a load opens an object. */
    public Content open(CsvProperties csv) throws IOException {
        return Decompressor.open(stream(), bytes.length, csv, NAME, false);
    }

    /** Derives the columns of a table, as the command {@code ddl} does. */
    CsvSurvey.Survey survey(FeedProperties feed) throws IOException {
        return CsvSurvey.survey(feed, stream(), NAME, bytes.length);
    }

    private InputStream stream() {
        return new ByteArrayInputStream(bytes);
    }

    /** Returns the first lines, without byte order mark; invalid characters are replaced. */
    List<String> firstLines(Charset charset) {
        String text = new String(bytes, 0, Math.min(bytes.length, HEAD_BYTES), charset);
        return text.replaceFirst("^\ufeff+", "").lines().toList();
    }

    /**
     * Returns the sample up to a line.
     *
     * @param line the number of the first line that is left out, from 1
     */
    Sample before(long line, Charset charset) {
        int unit = "aa".getBytes(charset).length - "a".getBytes(charset).length;
        boolean isLittleEndian = unit > 1 && bytes.length > 1 && bytes[0] != 0 && bytes[0] != (byte) 0xfe;
        long current = 1;
        int at = 0;
        while (current < line && at + unit <= bytes.length) {
            int character = character(at, unit, isLittleEndian);
            at += unit;
            boolean isCrLf =
                    character == '\r' && at + unit <= bytes.length && character(at, unit, isLittleEndian) == '\n';
            current += character == '\n' || character == '\r' && !isCrLf ? 1 : 0;
        }
        return new Sample(Arrays.copyOf(bytes, at), isWhole);
    }

    private int character(int at, int unit, boolean isLittleEndian) {
        int character = 0;
        for (int i = 0; i < unit; i++) {
            int b = bytes[at + (isLittleEndian ? unit - 1 - i : i)] & 0xff;
            character = character << 8 | b;
        }
        return character;
    }
}

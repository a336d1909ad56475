package io.recua.load;

import io.recua.ingest.Claim;
import io.recua.ingest.LandingKey;
import io.recua.ingest.Uploads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.apache.camel.Variable;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Writes the rejected rows of a load as CSV: line, reason, and the original bytes of the record. */
@Component("rejected")
public class RejectedRows {

    private static final String SELECT =
            "select line, reason, raw from recua_rejected where load_id = ? order by record";

    /** The limit of S3 for a key, in bytes. */
    private static final int MAX_KEY = 1024;

    private final JdbcTemplate rows;
    private final Uploads uploads;

    RejectedRows(DataSource dataSource, Uploads uploads) {
        this.uploads = uploads;
        rows = new JdbcTemplate(dataSource);
        // Makes Connector/J stream the result.
        rows.setFetchSize(Integer.MIN_VALUE);
    }

    /** Moves the rejected rows of the load from the ledger to the bucket, if there are any. */
    public void write(@Variable(Claim.VARIABLE) Claim claim) throws IOException {
        Path file = Files.createTempFile("recua-rejected-", ".csv");
        try {
            if (print(claim.loadId(), file)) {
                uploads.put(file, claim.bucket(), key(claim.key(), claim.loadId()));
                // With a lost claim nothing is deleted: the new owner writes them again. Nor if the object left
                // landing/. If it comes back, the load continues and writes the file once more, with all rows.
                rows.update(
                        "delete rejected from recua_rejected rejected join recua_load on id = load_id"
                                + " where id = ? and fence = ? and not vanished",
                        claim.loadId(),
                        claim.fence());
            }
        } finally {
            Files.delete(file);
        }
    }

    /**
     * Returns the key of the file with a load's rejected rows: {@code rejected/<feed>/<name>-load-<id>.csv}. The number of the
     * load tells apart objects that had the same key.
     */
    public static String key(String landingKey, long loadId) {
        String name = LandingKey.rest(landingKey).replaceFirst("(?i)(\\.csv)?(\\.(gz|zip))?\\z", "");
        String suffix = "-load-" + loadId + ".csv";
        return cut("rejected/" + name, MAX_KEY - suffix.length()) + suffix;
    }

    /** Shortens the text to a number of bytes in UTF-8. */
    private static String cut(String text, int maxBytes) {
        String cut = text;
        while (cut.getBytes(StandardCharsets.UTF_8).length > maxBytes) {
            cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -1));
        }
        return cut;
    }

    private boolean print(long loadId, Path file) throws IOException {
        boolean[] any = new boolean[1];
        // One character for each byte, so that bytes that are invalid in the charset stay as they are.
        try (Writer out = Files.newBufferedWriter(file, StandardCharsets.ISO_8859_1);
                CSVPrinter csv = new CSVPrinter(out, CSVFormat.RFC4180)) {
            csv.printRecord("line", "reason", "record");
            rows.query(
                    SELECT,
                    row -> {
                        any[0] = true;
                        try {
                            csv.printRecord(
                                    row.getLong("line"),
                                    bytewise(row.getString("reason").getBytes(StandardCharsets.UTF_8)),
                                    bytewise(row.getBytes("raw")));
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    },
                    loadId);
        }
        return any[0];
    }

    private static String bytewise(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}

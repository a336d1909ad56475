package io.recua.control;

import io.recua.config.RecuaProperties;
import io.recua.ingest.LoadStatus;
import io.recua.load.RejectedRows;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.QuoteMode;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** Reads the rejected rows of a load: from the ledger while it runs, from {@code rejected/} when it has ended. */
@Component
public class RejectedRecords {

    /** Matches blanks and line breaks before the sign too, because some spreadsheets skip them. */
    private static final Pattern FORMULA = Pattern.compile("^(\\s*[=+\\-@]|[\\t\\r\\n])");

    private final JdbcClient jdbc;
    private final S3Client s3;
    private final String bucket;

    RejectedRecords(JdbcClient jdbc, S3Client s3, RecuaProperties properties) {
        this.jdbc = jdbc;
        this.s3 = s3;
        this.bucket = properties.bucket();
    }

    /**
     * A rejected row.
     *
     * @param line the line of the file on which the row starts
     * @param record the raw record, decoded as UTF-8; invalid bytes are replaced
     */
    public record Rejection(long line, String reason, String record) {}

    /** Returns the first rejected rows, in the order of the file. */
    public List<Rejection> first(LoadView load, int limit) {
        if (load.rejected() == 0) {
            return List.of();
        }
        if (load.status() == LoadStatus.LOADING) {
            return jdbc.sql("select line, reason, raw from recua_rejected where load_id = ? order by record limit ?")
                    .params(load.id(), limit)
                    .query((row, number) -> new Rejection(
                            row.getLong("line"),
                            row.getString("reason"),
                            new String(row.getBytes("raw"), StandardCharsets.UTF_8)))
                    .list();
        }
        return file(load).map(file -> first(file, limit)).orElse(List.of());
    }

    private static List<Rejection> first(ResponseInputStream<GetObjectResponse> file, int limit) {
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        try {
            CSVParser csv = format.parse(new InputStreamReader(file, StandardCharsets.UTF_8));
            return csv.stream().limit(limit).map(RejectedRecords::rejection).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            // close() would read the rest of the object first.
            file.abort();
        }
    }

    private static Rejection rejection(CSVRecord row) {
        return new Rejection(Long.parseLong(row.get("line")), row.get("reason"), row.get("record"));
    }

    /** Opens the file of all rejected rows; empty if it does not exist (yet). The caller must close or abort it. */
    public Optional<ResponseInputStream<GetObjectResponse>> file(LoadView load) {
        try {
            return Optional.of(
                    s3.getObject(request -> request.bucket(bucket).key(RejectedRows.key(load.object(), load.id()))));
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        }
    }

    /**
     * Copies a file of rejected rows, with an apostrophe before each cell that a spreadsheet would run as a formula. All
     * other bytes stay the same in any charset, because ISO-8859-1 maps each byte to one character and back.
     */
    public static void escape(InputStream file, OutputStream out) throws IOException {
        CSVFormat quoted =
                CSVFormat.RFC4180.builder().setQuoteMode(QuoteMode.ALL).get();
        try (CSVParser rows = CSVFormat.RFC4180.parse(new InputStreamReader(file, StandardCharsets.ISO_8859_1));
                CSVPrinter copy = new CSVPrinter(new OutputStreamWriter(out, StandardCharsets.ISO_8859_1), quoted)) {
            for (CSVRecord row : rows) {
                copy.printRecord(row.stream().map(cell -> FORMULA.matcher(cell).find() ? "'" + cell : cell));
            }
        }
    }
}

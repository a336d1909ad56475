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

/** The rejected rows of a load: in the ledger while it runs, in {@code rejected/} after that. */
@Component
public class RejectedRecords {

    /** Blanks and line breaks before the sign do not keep every spreadsheet from it. */
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
     * A row that was rejected.
     *
     * @param line the line of the file on which it starts
     * @param record the record, as far as it is UTF-8
     */
    public record Rejection(long line, String reason, String record) {}

    /** The first rejected rows, in the order of the file. */
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
            // Closing it would read it to its end.
            file.abort();
        }
    }

    private static Rejection rejection(CSVRecord row) {
        return new Rejection(Long.parseLong(row.get("line")), row.get("reason"), row.get("record"));
    }

    /** The file of all rejected rows, to be closed or aborted; empty if there is none, or none yet. */
    public Optional<ResponseInputStream<GetObjectResponse>> file(LoadView load) {
        try {
            return Optional.of(
                    s3.getObject(request -> request.bucket(bucket).key(RejectedRows.key(load.object(), load.id()))));
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        }
    }

    /**
     * Copies a file of rejected rows with an apostrophe before each cell that a spreadsheet would run as a formula. Other
     * bytes stay, in whatever charset they are.
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

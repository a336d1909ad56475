package io.recua.control;

import io.recua.config.RecuaProperties;
import io.recua.csv.RecordCharset;
import io.recua.ingest.LoadStatus;
import io.recua.load.RejectedRows;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
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
    private final RecuaProperties properties;

    RejectedRecords(JdbcClient jdbc, S3Client s3, RecuaProperties properties) {
        this.jdbc = jdbc;
        this.s3 = s3;
        this.properties = properties;
    }

    /**
     * A rejected row.
     *
     * @param line the line of the file on which the row starts
     * @param record the raw record, decoded by the charset of the feed; invalid bytes are replaced
     */
    public record Rejection(long line, String reason, String record) {}

    /** Returns the first rejected rows, in the order of the file. */
    public List<Rejection> first(LoadView load, int limit) {
        if (load.rejected() == 0) {
            return List.of();
        }
        Charset charset = charset(load.feed());
        if (load.status() == LoadStatus.LOADING) {
            return jdbc.sql("select line, reason, raw from recua_rejected where load_id = ? order by record limit ?")
                    .params(load.id(), limit)
                    .query((row, number) -> new Rejection(
                            row.getLong("line"), row.getString("reason"), new String(row.getBytes("raw"), charset)))
                    .list();
        }
        return file(load).map(file -> first(file, charset, limit)).orElse(List.of());
    }

    /** Returns the charset of the records in the ledger and in the file: UTF-8 if the feed is not enabled any more. */
    private Charset charset(String feed) {
        return Optional.ofNullable(properties.feeds().get(feed))
                .map(settings -> RecordCharset.of(settings.csv().charset()))
                .orElse(StandardCharsets.UTF_8);
    }

    /** Reads each byte as one character, because the reasons are in UTF-8, and the records in another charset. */
    private static List<Rejection> first(ResponseInputStream<GetObjectResponse> file, Charset charset, int limit) {
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        try {
            CSVParser csv = format.parse(new InputStreamReader(file, StandardCharsets.ISO_8859_1));
            return csv.stream().limit(limit).map(row -> rejection(row, charset)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            // close() would read the rest of the object first.
            file.abort();
        }
    }

    private static Rejection rejection(CSVRecord row, Charset charset) {
        return new Rejection(
                Long.parseLong(row.get("line")),
                decoded(row.get("reason"), StandardCharsets.UTF_8),
                decoded(row.get("record"), charset));
    }

    private static String decoded(String bytes, Charset charset) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), charset);
    }

    /** Opens the file of all rejected rows; empty if it does not exist (yet). The caller must close or abort it. */
    public Optional<ResponseInputStream<GetObjectResponse>> file(LoadView load) {
        try {
            return Optional.of(s3.getObject(
                    request -> request.bucket(properties.bucket()).key(RejectedRows.key(load.object(), load.id()))));
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

package io.recua.control;

import io.recua.config.RecuaProperties;
import io.recua.control.RejectionReasons.Rejection;
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
import java.util.Iterator;
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
        this.s3 = new BoundedS3Client(s3);
        this.properties = properties;
    }

    /** Groups the first rejected rows by their reason, so that a page of any load is small. */
    public RejectionReasons reasons(LoadView load) {
        RejectionReasons.Tally tally = new RejectionReasons.Tally();
        if (load.rejected() > 0) {
            Charset charset = charset(load.feed());
            if (load.status() == LoadStatus.LOADING) {
                jdbc.sql("select line, reason, left(raw, ?) record from recua_rejected where load_id = ?"
                                + " order by record limit ?")
                        .params(RejectionReasons.EXCERPT, load.id(), RejectionReasons.MAX_ROWS)
                        .query((row, number) -> new Rejection(
                                row.getLong("line"),
                                row.getString("reason"),
                                new String(row.getBytes("record"), charset)))
                        .list()
                        .forEach(tally::add);
            } else {
                file(load).ifPresent(file -> read(file, charset, tally));
            }
        }
        return tally.reasons();
    }

    /** Returns the charset of the records in the ledger and in the file: UTF-8 if the feed is not enabled any more. */
    private Charset charset(String feed) {
        return Optional.ofNullable(properties.feeds().get(feed))
                .map(settings -> RecordCharset.of(settings.csv().charset()))
                .orElse(StandardCharsets.UTF_8);
    }

    /** Reads each byte as one character, because the reasons are in UTF-8, and the records in another charset. */
    private static void read(
            ResponseInputStream<GetObjectResponse> file, Charset charset, RejectionReasons.Tally tally) {
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        try {
            CSVParser csv = format.parse(new InputStreamReader(file, StandardCharsets.ISO_8859_1));
            Iterator<CSVRecord> rows = csv.iterator();
            while (!tally.isFull() && rows.hasNext()) {
                tally.add(rejection(rows.next(), charset));
            }
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

package io.recua.load;

import io.recua.ingest.Claim;
import io.recua.ingest.ClaimRepository;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import javax.sql.DataSource;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;
import org.apache.camel.support.SynchronizationAdapter;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** The rejected rows of a load as CSV: line, reason, and the record's bytes as they came. */
@Component("rejected")
public class RejectedRows {

    private static final String SELECT =
            "select line, reason, raw from recua_rejected where load_id = ? order by record";

    private final JdbcTemplate rows;

    RejectedRows(DataSource dataSource) {
        rows = new JdbcTemplate(dataSource);
        // Connector/J then streams the result, whatever its size.
        rows.setFetchSize(Integer.MIN_VALUE);
    }

    /** Makes the body a file that lives as long as the exchange, or null if no row was rejected. */
    public void file(@Variable(ClaimRepository.CLAIM) Claim claim, Exchange exchange) throws IOException {
        File file = Files.createTempFile("recua-rejected-", ".csv").toFile();
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                if (!file.delete()) {
                    file.deleteOnExit();
                }
            }
        });
        exchange.getMessage().setBody(write(claim, file) ? file : null);
    }

    /** Where the rejected rows go: the rest of the object's key, below {@code rejected/}, as a CSV that is not packed. */
    public String key(@Variable(ClaimRepository.CLAIM) Claim claim) {
        return key(claim.rest());
    }

    /** The same for a load's object of this key, without {@code landing/} before it. */
    public static String key(String objectRest) {
        String rest = objectRest.replaceAll("(?i)\\.(gz|zip)$", "");
        return "rejected/" + rest + (rest.toLowerCase().endsWith(".csv") ? "" : ".csv");
    }

    private boolean write(Claim claim, File file) throws IOException {
        boolean[] any = new boolean[1];
        // One character a byte, so that bytes which are in no charset stay what they are.
        try (Writer out = Files.newBufferedWriter(file.toPath(), StandardCharsets.ISO_8859_1);
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
                    claim.loadId());
        }
        return any[0];
    }

    private static String bytewise(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}

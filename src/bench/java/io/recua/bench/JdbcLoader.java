package io.recua.bench;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** The old Lambda's way: INSERT … ON DUPLICATE KEY UPDATE, a row or a batch to a statement, one commit at the end. */
final class JdbcLoader {

    private JdbcLoader() {}

    public static void main(String[] arguments) throws Exception {
        Job job = Job.of(arguments);
        int batchRows = Integer.parseInt(job.variant());
        try (Connection connection = job.connect("rewriteBatchedStatements=true");
                PreparedStatement statement = connection.prepareStatement(Database.upsert());
                CsvReader<NamedCsvRecord> records = CsvReader.builder().ofNamedCsvRecord(job.file())) {
            connection.setAutoCommit(false);
            Meter meter = Meter.start(job);
            if (batchRows == 1) {
                writeEach(statement, records);
            } else {
                writeBatches(statement, records, batchRows);
            }
            connection.commit();
            meter.stop(job.rows());
        }
    }

    private static void writeEach(PreparedStatement statement, Iterable<NamedCsvRecord> records) throws SQLException {
        for (NamedCsvRecord row : records) {
            set(statement, row);
            statement.executeUpdate();
        }
    }

    private static void writeBatches(PreparedStatement statement, Iterable<NamedCsvRecord> records, int batchRows)
            throws SQLException {
        int waiting = 0;
        for (NamedCsvRecord row : records) {
            set(statement, row);
            statement.addBatch();
            if (++waiting == batchRows) {
                statement.executeBatch();
                waiting = 0;
            }
        }
        statement.executeBatch();
    }

    private static void set(PreparedStatement statement, NamedCsvRecord row) throws SQLException {
        for (int i = 0; i < row.getFieldCount(); i++) {
            statement.setString(i + 1, row.getField(i));
        }
    }
}

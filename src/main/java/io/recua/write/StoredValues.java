package io.recua.write;

import io.recua.row.Header;
import io.recua.row.Row;
import io.recua.table.Column;
import io.recua.table.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Reads the stored rows of a batch's keys from a table that has the hash of the key, and compares some of their columns with
 * the values of the batch.
 *
 * <p>The comparison is of texts, so it may take equal values for different ones, such as two spellings of one JSON. It
 * never takes different values for equal ones.
 */
final class StoredValues {

    private static final int STATEMENT_KEYS = 5000;

    private final List<Column> columns;
    private final int[] compared;
    /** The statement up to the list of keys. It holds names of the table, so it is no format. */
    private final String select;

    private StoredValues(Header header, int[] compared) {
        this.columns = header.columns();
        this.compared = compared;
        this.select = "select " + Column.quote(Table.ROW_KEY)
                + IntStream.of(compared)
                        .mapToObj(index -> "," + inUtf8(columns.get(index)))
                        .collect(Collectors.joining())
                + " from " + header.table().quoted() + " where " + Column.quote(Table.ROW_KEY) + " in (";
    }

    /** Compares no column: each stored row is the same. */
    static StoredValues ofKeys(Header header) {
        return new StoredValues(header, new int[0]);
    }

    /** Compares the columns that the file fills. Those of the key are equal. */
    static StoredValues ofFile(Header header) {
        int[] fields = header.fields();
        int[] key = header.keyIndexes();
        return new StoredValues(
                header,
                IntStream.range(0, fields.length)
                        .filter(index -> fields[index] >= 0 && IntStream.of(key).noneMatch(part -> part == index))
                        .toArray());
    }

    private static String inUtf8(Column column) {
        return column.utf8() ? column.quoted() : "convert(" + column.quoted() + " using utf8mb4)";
    }

    /**
     * The rows of a batch, divided.
     *
     * @param absent the rows whose key the table does not have
     * @param other the rows whose stored row has, or may have, other values
     * @param same the number of rows whose stored row has the same values
     */
    record Division(List<Row> absent, List<Row> other, int same) {}

    /**
     * Divides the rows by what the table has, as the transaction reads it.
     *
     * @param rows in the order of their keys
     * @return views of the rows
     */
    Division divide(Connection connection, List<Row> rows) throws SQLException {
        Some absent = new Some(rows);
        Some other = new Some(rows);
        for (int from = 0; from < rows.size(); from += STATEMENT_KEYS) {
            divide(connection, rows, from, Math.min(from + STATEMENT_KEYS, rows.size()), absent, other);
        }
        return new Division(absent, other, rows.size() - absent.size() - other.size());
    }

    private void divide(Connection connection, List<Row> rows, int from, int to, Some absent, Some other)
            throws SQLException {
        String sql = select + String.join(",", Collections.nCopies(to - from, "?")) + ") order by "
                + Column.quote(Table.ROW_KEY);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            // Makes Connector/J stream the result: the stored rows may be far wider than those of the batch.
            statement.setFetchSize(Integer.MIN_VALUE);
            for (int i = from; i < to; i++) {
                statement.setBytes(1 + i - from, rows.get(i).key().bytes());
            }
            try (ResultSet stored = statement.executeQuery()) {
                boolean more = stored.next();
                for (int i = from; i < to; i++) {
                    Row row = rows.get(i);
                    if (!more || !Arrays.equals(row.key().bytes(), stored.getBytes(1))) {
                        absent.add(i);
                        continue;
                    }
                    if (!isSame(row, stored)) {
                        other.add(i);
                    }
                    more = stored.next();
                }
            }
        }
    }

    private boolean isSame(Row row, ResultSet stored) throws SQLException {
        for (int i = 0; i < compared.length; i++) {
            int index = compared[i];
            byte[] value = stored.getBytes(2 + i);
            if (value == null || row.isNull(index)
                    ? value != null || !row.isNull(index)
                    : !columns.get(index).isSame(value, row.utf8(index), row.start(index), row.length(index))) {
                return false;
            }
        }
        return true;
    }

    /** Some rows of a list, by their places. Holds no row: thousands of live rows caused full collections. */
    private static final class Some extends AbstractList<Row> {

        private final List<Row> rows;
        private int[] places = new int[64];
        private int size;

        Some(List<Row> rows) {
            this.rows = rows;
        }

        void add(int place) {
            if (size == places.length) {
                places = Arrays.copyOf(places, 2 * size);
            }
            places[size++] = place;
        }

        @Override
        public Row get(int index) {
            return rows.get(places[index]);
        }

        @Override
        public int size() {
            return size;
        }
    }
}

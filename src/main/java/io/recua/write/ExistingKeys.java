package io.recua.write;

import io.recua.row.Row;
import io.recua.table.Column;
import io.recua.table.RowKey;
import io.recua.table.Table;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds which keys of a batch are already in a table that has the hash of the key. */
final class ExistingKeys {

    private static final int STATEMENT_KEYS = 5000;

    private final String select;

    ExistingKeys(Table table) {
        select = "select " + Column.quote(Table.ROW_KEY) + " from " + table.quoted() + " where "
                + Column.quote(Table.ROW_KEY) + " in (";
    }

    /** Returns those of the rows' keys that the table has, as the transaction reads it. */
    Set<RowKey> of(Connection connection, List<Row> rows) throws SQLException {
        Set<RowKey> found = new HashSet<>();
        for (int from = 0; from < rows.size(); from += STATEMENT_KEYS) {
            List<Row> some = rows.subList(from, Math.min(from + STATEMENT_KEYS, rows.size()));
            String sql = select + String.join(",", Collections.nCopies(some.size(), "?")) + ")";
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (int i = 0; i < some.size(); i++) {
                    statement.setBytes(i + 1, some.get(i).key().bytes());
                }
                try (ResultSet result = statement.executeQuery()) {
                    while (result.next()) {
                        ByteBuffer key = ByteBuffer.wrap(result.getBytes(1));
                        found.add(new RowKey(key.getLong(), key.getLong()));
                    }
                }
            }
        }
        return found;
    }
}

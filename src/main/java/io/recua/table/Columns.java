package io.recua.table;

import io.recua.table.Column.Omitted;
import io.recua.table.ValueChecks.Description;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads the columns of a table from {@code information_schema}. */
final class Columns {

    private final JdbcClient jdbc;
    private final Repertoires repertoires;

    Columns(JdbcClient jdbc, Repertoires repertoires) {
        this.jdbc = jdbc;
        this.repertoires = repertoires;
    }

    /** Returns all columns in table order; empty if there is no such table. */
    List<Column> of(String table) {
        return of(List.of(table)).getOrDefault(table, List.of());
    }

    /** Returns all columns of each table in table order, by the table's name. */
    Map<String, List<Column>> of(Collection<String> tables) {
        Map<String, List<Column>> columns = new HashMap<>();
        jdbc.sql("select *, version() like '%MariaDB%' as mariadb from information_schema.columns"
                        + " where table_schema = database() and table_name in (:tables) order by ordinal_position")
                .param("tables", tables)
                .query(row -> {
                    columns.computeIfAbsent(row.getString("table_name"), table -> new ArrayList<>())
                            .add(column(row));
                });
        return columns;
    }

    private Column column(ResultSet row) throws SQLException {
        String dataType = row.getString("data_type").toLowerCase(Locale.ROOT);
        BigDecimal scale = row.getBigDecimal("numeric_scale");
        Description description = new Description(
                dataType,
                row.getString("column_type"),
                row.getLong("character_maximum_length"),
                row.getLong("character_octet_length"),
                row.getInt("numeric_precision"),
                scale == null ? null : scale.intValue(),
                row.getInt("datetime_precision"),
                repertoires.of(row.getString("character_set_name")));
        return new Column(
                row.getString("column_name"),
                description.columnType(),
                row.getString("collation_name"),
                ValueChecks.of(description),
                ValueChecks.form(description),
                "YES".equals(row.getString("is_nullable")),
                omitted(row),
                ValueChecks.isText(dataType),
                ValueChecks.plainLength(description),
                ValueChecks.isUtf8(description));
    }

    private static Omitted omitted(ResultSet row) throws SQLException {
        String extra = row.getString("extra").toLowerCase(Locale.ROOT);
        String byDefault = row.getString("column_default");
        if (extra.contains("generated") && !extra.contains("default_generated")) {
            return Omitted.GENERATED;
        }
        if (extra.contains("auto_increment")) {
            return Omitted.AUTO_INCREMENT;
        }
        // MariaDB shows the default as an expression, MySQL as a value.
        if (byDefault != null && !(byDefault.equals("NULL") && row.getBoolean("mariadb"))) {
            return Omitted.DEFAULT;
        }
        return "YES".equals(row.getString("is_nullable")) ? Omitted.NULL : Omitted.REFUSED;
    }
}

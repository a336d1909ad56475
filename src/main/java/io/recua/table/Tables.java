package io.recua.table;

import io.recua.config.FeedProperties;
import io.recua.config.RecuaProperties;
import io.recua.config.SettingException;
import io.recua.table.ColumnFits.Description;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the target tables' descriptions from {@code information_schema}. */
@Component
public class Tables {

    private static final List<List<String>> LINEAGE_INDEXES =
            List.of(List.of(Table.LOAD_ID, Table.LOAD_BATCH, Table.ROW_KEY), List.of(Table.LOAD_ID, Table.LOAD_ROW));

    private final JdbcClient jdbc;
    private final RecuaProperties properties;

    Tables(JdbcClient jdbc, RecuaProperties properties) {
        this.jdbc = jdbc;
        this.properties = properties;
    }

    /**
     * The table of a feed.
     *
     * @throws SettingException if the table, a column of the key, the timestamp column or a unique index for the key is
     *     missing; the message holds the statement to run
     */
    public Table of(String feedName) {
        Target target = target(feedName);
        String name = target.name();
        List<Column> columns = target.columns();
        Map<String, List<String>> unique = uniqueIndexes(name);
        boolean hashed = isHashed(target, unique);
        Set<String> keyNames = target.keyNames();
        if (!hashed && !hasOwnIndex(target, unique)) {
            throw new SettingException(
                    "recua.feeds." + feedName + ".key",
                    "table " + name + " has no unique index over "
                            + properties.feed(feedName).key() + ", so that duplicates could not be "
                            + "told; run: " + Ddl.addUniqueIndex(name, target.key())
                            + " If it holds duplicates already, the command adopt does it");
        }
        boolean lineage = find(columns, Table.LOAD_ID).isPresent()
                && find(columns, Table.LOAD_ROW).isPresent();
        boolean batched = lineage && find(columns, Table.LOAD_BATCH).isPresent();
        unique.values()
                .removeIf(index ->
                        hashed ? index.equals(List.of(Table.ROW_KEY)) : keyNames.equals(new LinkedHashSet<>(index)));
        if (lineage) {
            unique.values().removeIf(LINEAGE_INDEXES::contains);
        }
        return new Table(
                name,
                columns,
                target.key(),
                target.timestamp(),
                hashed,
                lineage,
                batched,
                isEntangled(name),
                Map.copyOf(unique));
    }

    /** A feed's table with the columns that the feed names, whether its duplicates can be told or not. */
    record Target(String name, List<Column> columns, List<Column> key, Optional<Column> timestamp) {

        private Set<String> keyNames() {
            return lowerCase(key.stream().map(Column::name).toList());
        }
    }

    /** @throws SettingException if the table, a column of the key or the timestamp column is missing */
    Target target(String feedName) {
        FeedProperties feed = properties.feed(feedName);
        String prefix = "recua.feeds." + feedName;
        String name = name(feed.table())
                .orElseThrow(() -> new SettingException(
                        prefix + ".table",
                        "there is no table " + feed.table() + "; create it with your own columns added: "
                                + Ddl.create(feed)));
        List<Column> columns = columns(name);
        List<Column> key = feed.key().stream()
                .map(column -> required(columns, name, column, prefix + ".key"))
                .toList();
        Optional<Column> timestamp = Optional.ofNullable(feed.timestampColumn())
                .map(column -> required(columns, name, column, prefix + ".timestamp-column"));
        return new Target(name, columns, key, timestamp);
    }

    /** Whether duplicates of the feed can be told in its table. */
    boolean isFit(Target target) {
        Map<String, List<String>> unique = uniqueIndexes(target.name());
        return isHashed(target, unique) || hasOwnIndex(target, unique);
    }

    private static boolean isHashed(Target target, Map<String, List<String>> unique) {
        return target.columns().stream().anyMatch(Tables::holdsKey) && unique.containsValue(List.of(Table.ROW_KEY));
    }

    private static boolean hasOwnIndex(Target target, Map<String, List<String>> unique) {
        return unique.values().stream().anyMatch(index -> target.keyNames().equals(new LinkedHashSet<>(index)));
    }

    private Optional<String> name(String table) {
        return jdbc.sql("select table_name from information_schema.tables"
                        + " where table_schema = database() and table_name = ? and table_type = 'BASE TABLE'")
                .param(table)
                .query(String.class)
                .optional();
    }

    private List<Column> columns(String table) {
        return jdbc.sql("select * from information_schema.columns where table_schema = database() and table_name = ?"
                        + " order by ordinal_position")
                .param(table)
                .query((row, number) -> column(row))
                .list();
    }

    private static Column column(ResultSet row) throws SQLException {
        String dataType = row.getString("data_type").toLowerCase(Locale.ROOT);
        String columnType = row.getString("column_type");
        String extra = row.getString("extra").toLowerCase(Locale.ROOT);
        boolean nullable = "YES".equals(row.getString("is_nullable"));
        boolean filled = row.getString("column_default") != null || extra.contains("auto_increment");
        Description description = new Description(
                dataType,
                columnType,
                row.getLong("character_maximum_length"),
                row.getLong("character_octet_length"),
                row.getInt("numeric_precision"),
                row.getInt("numeric_scale"),
                row.getInt("datetime_precision"),
                row.getString("character_set_name"));
        return new Column(
                row.getString("column_name"),
                columnType,
                ColumnFits.of(description),
                nullable,
                nullable || filled,
                extra.contains("generated") && !extra.contains("default_generated"),
                ColumnFits.isText(dataType),
                ColumnFits.plainLength(description),
                ColumnFits.isUtf8(description));
    }

    /** The columns, in lower case, of each unique index without prefixes or expressions, by name. */
    private Map<String, List<String>> uniqueIndexes(String table) {
        Map<String, List<String>> indexes = new LinkedHashMap<>();
        jdbc.sql("select index_name, lower(column_name) as column_name from information_schema.statistics"
                        + " where table_schema = database() and table_name = ? and non_unique = 0 and sub_part is null"
                        + " order by index_name, seq_in_index")
                .param(table)
                .query(row -> {
                    indexes.computeIfAbsent(row.getString("index_name"), index -> new ArrayList<>())
                            .add(row.getString("column_name"));
                });
        return indexes;
    }

    boolean isEntangled(String table) {
        return jdbc.sql("select (select count(*) from information_schema.triggers"
                                + " where event_object_schema = database() and event_object_table = :table)"
                                + " + (select count(*) from information_schema.referential_constraints"
                                + " where constraint_schema = database()"
                                + " and (table_name = :table or referenced_table_name = :table))")
                        .param("table", table)
                        .query(Long.class)
                        .single()
                > 0;
    }

    private static boolean holdsKey(Column column) {
        return column.name().equalsIgnoreCase(Table.ROW_KEY) && column.type().equalsIgnoreCase("binary(16)");
    }

    private static Optional<Column> find(List<Column> columns, String name) {
        return columns.stream()
                .filter(column -> column.name().equalsIgnoreCase(name))
                .findFirst();
    }

    private static Column required(List<Column> columns, String table, String name, String setting) {
        return find(columns, name)
                .orElseThrow(() -> new SettingException(
                        setting,
                        "table " + table + " has no column " + name + "; its columns are "
                                + columns.stream().map(Column::name).collect(Collectors.joining(", "))));
    }

    private static Set<String> lowerCase(List<String> names) {
        return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    }
}

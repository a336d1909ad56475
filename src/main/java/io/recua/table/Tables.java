package io.recua.table;

import io.recua.config.FeedProperties;
import io.recua.config.RecuaProperties;
import io.recua.config.SettingException;
import io.recua.table.Column.Omitted;
import io.recua.table.ValueChecks.Description;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the descriptions of the target tables from {@code information_schema} and checks that feeds can use them. */
@Component
public class Tables {

    private static final LocalDateTime SAMPLE_INSTANT = LocalDateTime.of(2026, 1, 31, 23, 59, 59, 999_000_000);

    private final JdbcClient jdbc;
    private final RecuaProperties properties;
    private final Repertoires repertoires;
    private final SideEffects sideEffects;
    private final KeyForms keyForms;

    Tables(JdbcClient jdbc, RecuaProperties properties, Repertoires repertoires) {
        this.jdbc = jdbc;
        this.properties = properties;
        this.repertoires = repertoires;
        this.sideEffects = new SideEffects(jdbc);
        this.keyForms = new KeyForms(jdbc);
    }

    /**
     * Returns the table of a feed.
     *
     * @throws SettingException if the table, a key column, the timestamp column or a unique index for the key is
     *     missing, if its rows are hashed by another key, or if rows with other keys could be lost; the message
     *     contains the statement to run
     */
    public Table of(String feedName) {
        return table(target(feedName), feedName);
    }

    /** Returns the table of a feed before Recua writes to it, and records the key that its rows are hashed by. */
    public Table forWriting(String feedName) {
        Target target = target(feedName);
        Table table = table(target, feedName);
        if (table.hashed()) {
            keyForms.record(target);
        }
        return table;
    }

    private Table table(Target target, String feedName) {
        UniqueIndexes unique = UniqueIndexes.of(target, jdbc);
        if (!unique.isHashed() && !unique.hasKeyIndex()) {
            throw new SettingException(
                    "recua.feeds." + feedName + ".key",
                    (target.key().stream().anyMatch(column -> column.form().equals("float"))
                                    ? "the key holds a FLOAT column, and an index does not compare FLOAT values as they are"
                                            + " written; "
                                    : "")
                            + "table " + target.name() + " has no unique index over "
                            + properties.feed(feedName).key() + ", so Recua cannot find duplicates; run: "
                            + Ddl.addUniqueIndex(target.name(), target.key())
                            + " If the table already holds duplicates, run the command adopt instead");
        }
        if (unique.isHashed()) {
            keyForms.check(target, feedName);
        }
        return new Table(
                target.name(),
                target.columns(),
                target.key(),
                target.timestamp(),
                unique.isHashed(),
                target.lineage(),
                target.lineage() && target.column(Table.LOAD_BATCH).isPresent(),
                sideEffects.of(target.name()),
                unique.others(feedName));
    }

    /**
     * Returns the table of a feed without checking its indexes.
     *
     * @throws SettingException if the table, a key column or the timestamp column is missing or unsuitable
     */
    Target target(String feedName) {
        FeedProperties feed = properties.feed(feedName);
        String prefix = "recua.feeds." + feedName;
        String name = name(feed, prefix + ".table");
        List<Column> columns = columns(name);
        Set<Column> key = feed.key().stream()
                .map(column -> required(columns, name, column, prefix + ".key"))
                .collect(Collectors.toSet());
        Optional<Column> timestamp = Optional.ofNullable(feed.timestampColumn())
                .map(column -> required(columns, name, column, prefix + ".timestamp-column"));
        timestamp.ifPresent(column -> requireInstant(column, feed, prefix + ".timestamp-column"));
        return new Target(name, columns, columns.stream().filter(key::contains).toList(), timestamp);
    }

    /**
     * Returns whether the table has a unique index for the key and its rows are hashed by the current key, if at all.
     */
    boolean isFit(Target target) {
        UniqueIndexes unique = UniqueIndexes.of(target, jdbc);
        return unique.isHashed() ? keyForms.isCurrent(target) : unique.hasKeyIndex();
    }

    /** Records in the ledger, if it exists, that the rows are hashed by the current key. */
    void recordKey(Target target) {
        if (keyForms.ledgerExists()) {
            keyForms.record(target);
        }
    }

    /** Returns whether the table has the column {@code row_key} and its unique index. */
    boolean isHashed(Target target) {
        return UniqueIndexes.of(target, jdbc).isHashed();
    }

    private record FoundTable(String name, String type, String engine) {}

    /** Returns the name of the feed's table as the database spells it. */
    private String name(FeedProperties feed, String setting) {
        String schema = jdbc.sql("select database()").query(String.class).single();
        FoundTable found = jdbc.sql("select table_name, table_type, engine from information_schema.tables"
                        + " where table_schema = database() and table_name = ?")
                .param(feed.table())
                .query((row, number) -> new FoundTable(row.getString(1), row.getString(2), row.getString(3)))
                .optional()
                .orElse(null);
        require(
                found != null || !feed.table().contains("."),
                setting,
                "write the name of the table alone in place of " + feed.table() + "; its schema is " + schema
                        + ", that of the connection");
        require(
                found != null,
                setting,
                "there is no table " + feed.table() + " in schema " + schema
                        + "; the command ddl with a sample file prints the whole statement; without it, add your own columns to: "
                        + Ddl.create(feed));
        require(
                found.type().equals("BASE TABLE"),
                setting,
                found.name() + " is a " + found.type().toLowerCase(Locale.ROOT)
                        + "; name a table, such as the one that it selects from");
        require(
                "InnoDB".equalsIgnoreCase(found.engine()),
                setting,
                "table " + found.name() + " has the engine " + found.engine()
                        + ", which has no transactions; run: ALTER TABLE " + Column.quote(found.name())
                        + " ENGINE=InnoDB;");
        return found.name();
    }

    private static void requireInstant(Column column, FeedProperties feed, String setting) {
        String sample = column.timestampValue(SAMPLE_INSTANT, feed.timeZone());
        boolean accepted = false;
        try {
            accepted = column.check() != null && sample.equals(column.converted(sample));
        } catch (InvalidValueException e) {
            // The column does not accept the sample; the exception below names the remedy.
        }
        require(
                accepted,
                setting,
                "column " + column.name() + " of type " + column.type() + " cannot store a date and time; make it "
                        + Ddl.TIMESTAMP);
    }

    private List<Column> columns(String table) {
        return jdbc.sql("select *, version() like '%MariaDB%' as mariadb from information_schema.columns"
                        + " where table_schema = database() and table_name = ? order by ordinal_position")
                .param(table)
                .query((row, number) -> column(row))
                .list();
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

    private static Column required(List<Column> columns, String table, String name, String setting) {
        return columns.stream()
                .filter(column -> column.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new SettingException(
                        setting,
                        "table " + table + " has no column " + name + "; its columns are "
                                + columns.stream().map(Column::name).collect(Collectors.joining(", "))));
    }

    private static void require(boolean holds, String setting, String advice) {
        if (!holds) {
            throw new SettingException(setting, advice);
        }
    }
}

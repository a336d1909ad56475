package io.recua.table;

import static io.recua.config.SettingException.require;

import io.recua.config.FeedProperties;
import io.recua.config.RecuaProperties;
import io.recua.config.SettingException;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the table and the columns that the settings of a feed name, and checks that they can be what the settings say. */
final class Targets {

    private static final LocalDateTime SAMPLE_INSTANT = LocalDateTime.of(2026, 1, 31, 23, 59, 59, 999_000_000);

    private final RecuaProperties properties;

    Targets(RecuaProperties properties) {
        this.properties = properties;
    }

    /**
     * Returns the table of a feed without checking its indexes.
     *
     * @throws SettingException if the table, a key column or the timestamp column is missing or unsuitable
     */
    Target of(Catalog catalog, String feedName) {
        FeedProperties feed = properties.feed(feedName);
        String prefix = "recua.feeds." + feedName;
        String name = name(catalog, feed, prefix + ".table");
        List<Column> columns = catalog.columns(name);
        Set<Column> key = feed.key().stream()
                .map(column -> required(columns, name, column, prefix + ".key"))
                .collect(Collectors.toSet());
        Optional<Column> timestamp = Optional.ofNullable(feed.timestampColumn())
                .map(column -> required(columns, name, column, prefix + ".timestamp-column"));
        timestamp.ifPresent(column -> requireInstant(column, feed, prefix + ".timestamp-column"));
        feed.columns().keySet().forEach(column -> required(columns, name, column, prefix + ".columns." + column));
        Optional.ofNullable(feed.deletedColumn())
                .map(column -> required(columns, name, column, prefix + ".deleted-column"))
                .ifPresent(column -> requireMark(column, feed, prefix + ".deleted-column"));
        return new Target(name, columns, columns.stream().filter(key::contains).toList(), timestamp);
    }

    /** Returns the name of the feed's table as the database spells it. */
    private static String name(Catalog catalog, FeedProperties feed, String setting) {
        String schema = catalog.schema();
        Catalog.FoundTable found = catalog.table(feed.table()).orElse(null);
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

    private static void requireMark(Column column, FeedProperties feed, String setting) {
        requireInstant(column, feed, setting);
        require(
                !column.text(),
                setting,
                "column " + column.name() + " of type " + column.type() + " is not a date and time; make it "
                        + Ddl.TIMESTAMP);
        require(
                column.nullable(),
                setting,
                "column " + column.name() + " is NOT NULL; rows that are not deleted have NULL");
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
}

package io.recua.table;

import static io.recua.config.SettingException.require;

import io.recua.config.FeedProperties.Mode;
import io.recua.config.RecuaProperties;
import io.recua.config.SettingException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the descriptions of the target tables from {@code information_schema} and checks that feeds can use them. */
@Component
public class Tables {

    private final JdbcClient jdbc;
    private final RecuaProperties properties;
    private final Targets targets;
    private final Columns columns;
    private final KeyForms keyForms;
    private final Catalog.Readers readers;

    Tables(JdbcClient jdbc, RecuaProperties properties, Repertoires repertoires) {
        this.jdbc = jdbc;
        this.properties = properties;
        this.targets = new Targets(properties);
        this.columns = new Columns(jdbc, repertoires);
        this.keyForms = new KeyForms(jdbc);
        this.readers = new Catalog.Readers(jdbc, columns, new SideEffects(jdbc), keyForms);
    }

    /**
     * Returns the table of a feed.
     *
     * @throws SettingException if the table, a key column, the timestamp column or a unique index for the key is
     *     missing, if it lacks some of Recua's columns, if its rows are hashed by another key, or if rows with other keys could be lost; the message
     *     contains the statement to run
     */
    public Table of(String feedName) {
        return table(catalog(List.of(feedName)), feedName);
    }

    /**
     * Returns the table of each feed, by the feed, in the order of the settings. Reads all tables together.
     *
     * @throws SettingException as {@link #of}
     */
    Map<String, Table> all() {
        Catalog catalog = catalog(properties.feeds().keySet());
        Map<String, Table> tables = new LinkedHashMap<>();
        properties.feeds().keySet().forEach(feed -> tables.put(feed, table(catalog, feed)));
        return tables;
    }

    /** Returns the table of a feed before Recua writes to it, and records the key that its rows are hashed by. */
    public Table forWriting(String feedName) {
        Catalog catalog = catalog(List.of(feedName));
        Table table = table(catalog, feedName);
        recordKeys(List.of(table), catalog::keyForm);
        return table;
    }

    /** Records the keys that the rows of these tables are hashed by. */
    void recordKeys(Collection<Table> tables) {
        recordKeys(tables, keyForms.recorded(tables.stream().map(Table::name).collect(Collectors.toSet()))::get);
    }

    /** Writes only what changes: each load calls this, and a write is a transaction. */
    private void recordKeys(Collection<Table> tables, UnaryOperator<String> recorded) {
        Map<String, String> forms = new TreeMap<>();
        for (Table table : tables) {
            String form = KeyForms.of(table.key());
            if (table.hasRecuaColumns() && !form.equals(recorded.apply(table.name()))) {
                forms.put(table.name(), form);
            }
        }
        keyForms.record(forms);
    }

    private Catalog catalog(Collection<String> feedNames) {
        return Catalog.read(
                feedNames.stream().map(feed -> properties.feed(feed).table()).collect(Collectors.toSet()), readers);
    }

    private Table table(Catalog catalog, String feedName) {
        Target target = targets.of(catalog, feedName);
        UniqueIndexes unique = catalog.unique(target);
        boolean recuaColumns = unique.hasRecuaColumns();
        Mode mode = properties.feed(feedName).mode();
        require(
                recuaColumns || mode == Mode.UPSERT,
                "recua.feeds." + feedName + ".mode",
                mode.name().toLowerCase(Locale.ROOT)
                        + " needs the columns load_id, load_batch, load_row and row_key, which"
                        + " table " + target.name() + " lacks; "
                        + (mode == Mode.APPEND
                                ? "create the table with the command ddl, or run: " + Ddl.addRecuaColumns(target.name())
                                : "drop its unique index over the key, if it has one, and run the command adopt, which adds them"));
        if (recuaColumns) {
            keyForms.check(target, catalog.keyForm(target.name()), feedName);
        } else if (!unique.hasKeyIndex()) {
            throw unique.hasHashIndex() ? lacksColumns(target, feedName) : lacksIndex(target, feedName);
        }
        Table table = new Table(
                target.name(),
                target.columns(),
                target.key(),
                target.timestamp(),
                recuaColumns,
                catalog.sideEffects(target.name()),
                unique.others(feedName));
        properties
                .feed(feedName)
                .columns()
                .keySet()
                .forEach(column -> require(
                        table.writable().containsKey(column.toLowerCase(Locale.ROOT)),
                        "recua.feeds." + feedName + ".columns." + column,
                        "is a column that Recua or the database fills; remove the setting"));
        requireFindable(table, mode, "recua.feeds." + feedName + ".table");
        return table;
    }

    /** A snapshot finds the rows of other loads by these columns, and would not find NULL. */
    private static void requireFindable(Table table, Mode mode, String setting) {
        table.columns().stream()
                .filter(column -> mode == Mode.SNAPSHOT && table.isOwn(column) && column.nullable())
                .findFirst()
                .ifPresent(column -> {
                    throw new SettingException(
                            setting,
                            "column " + column.name() + " of table " + table.name()
                                    + " allows NULL, and mode snapshot would not delete such rows; make it NOT NULL");
                });
    }

    private static SettingException lacksColumns(Target target, String feedName) {
        return new SettingException(
                "recua.feeds." + feedName + ".table",
                "table " + target.name() + " has the column row_key with a unique index, but lacks "
                        + String.join(", ", target.missingOrigin())
                        + "; stop every Recua that uses the table and run the command adopt, which adds what is missing");
    }

    private SettingException lacksIndex(Target target, String feedName) {
        return new SettingException(
                "recua.feeds." + feedName + ".key",
                (target.key().stream().anyMatch(column -> column.form().equals("float"))
                                ? "the key holds a FLOAT column, and an index does not compare FLOAT values as they are"
                                        + " written; "
                                : "")
                        + "table " + target.name() + " has no unique index over "
                        + properties.feed(feedName).key() + ", so Recua cannot find duplicates; run: "
                        + Ddl.addUniqueIndex(target)
                        + " If the table already holds duplicates, run the command adopt instead");
    }

    /**
     * Returns the table of a feed without checking its indexes.
     *
     * @throws SettingException if the table, a key column or the timestamp column is missing or unsuitable
     */
    Target target(String feedName) {
        return targets.of(catalog(List.of(feedName)), feedName);
    }

    /**
     * Returns whether the table has all of Recua's columns, so that each row records which load wrote it. False if there
     * is no such table.
     */
    public boolean hasRecuaColumns(String table) {
        Target target = new Target(table, columns.of(table), List.of(), Optional.empty());
        return UniqueIndexes.of(target, jdbc).hasRecuaColumns();
    }

    /** Returns whether the ledger's tables exist: commands do not create them. */
    public boolean ledgerExists() {
        return keyForms.ledgerExists();
    }

    /** Returns the highest number of a load in the table's rows; 0 if it has none, or does not record it. */
    public long lastLoad(String table) {
        return hasRecuaColumns(table)
                ? jdbc.sql("select coalesce(max(load_id), 0) from " + Column.quote(table))
                        .query(Long.class)
                        .single()
                : 0;
    }
}

package io.recua.row;

import io.recua.config.FeedProperties;
import io.recua.config.FeedProperties.UnknownColumns;
import io.recua.csv.Excerpt;
import io.recua.csv.HeaderLine;
import io.recua.ingest.RefusedException;
import io.recua.table.Column;
import io.recua.table.InvalidValueException;
import io.recua.table.RowKey;
import io.recua.table.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Maps the fields of a file to the columns of its table, by the names in the header line. */
public final class Header {

    private final Table table;
    private final long loadId;
    private final HeaderLine line;
    private final List<String> names;
    private final List<Column> columns = new ArrayList<>();
    private final List<Integer> fields = new ArrayList<>();
    private final List<String> ignored = new ArrayList<>();
    private final Map<String, Integer> indexes = new HashMap<>();
    private final RowKey.Hash hash = new RowKey.Hash();
    private int[] key;
    private int timestampIndex = -1;

    private Header(Table table, HeaderLine line, long loadId) {
        this.loadId = loadId;
        this.table = table;
        this.line = line;
        this.names = line.names();
    }

    /**
     * Matches the header line to the table, ignoring case.
     *
     * @throws RefusedException if a key column or a column without NULL and default is missing, a
     *     name occurs twice, the feed refuses unknown columns, or a row could replace a row of another key
     */
    static Header match(HeaderLine line, Table table, FeedProperties feed, long loadId) {
        Header header = new Header(table, line, loadId);
        Map<Integer, List<Column>> takers =
                table.writable().values().stream().collect(Collectors.groupingBy(column -> line.field(column.name())));
        for (int field = 0; field < header.names.size(); field++) {
            header.addField(field, takers.getOrDefault(field, List.of()));
        }
        table.writable().values().stream()
                .filter(column -> feed.isConstant(column.name()))
                .sorted(Comparator.comparing(Column::name))
                .forEach(column -> header.add(column, -1));
        table.timestamp().ifPresent(header::addTimestamp);
        header.checkComplete();
        header.checkUnknown(feed);
        header.checkOtherIndexes();
        header.key = header.keyIndexes();
        return header;
    }

    private void addField(int field, List<Column> takers) {
        takers.forEach(column -> add(column, field));
        if (takers.isEmpty()) {
            ignored.add(names.get(field));
        }
    }

    /** The load fills the timestamp column; a field of this name is ignored. */
    private void addTimestamp(Column column) {
        Integer index = indexes.get(lower(column.name()));
        if (index == null) {
            add(column, -1);
            index = columns.size() - 1;
        }
        fields.set(index, -1);
        timestampIndex = index;
    }

    private void add(Column column, int field) {
        if (column.check() == null) {
            throw new RefusedException("column " + column.name() + " has type " + column.type()
                    + ", which cannot be loaded from text; leave it out of the file or change its type");
        }
        indexes.put(lower(column.name()), columns.size());
        columns.add(column);
        fields.add(field);
    }

    private void checkComplete() {
        for (Column column : table.key()) {
            if (!indexes.containsKey(lower(column.name()))) {
                throw new RefusedException("the header lacks column " + source(column)
                        + ", which is part of the key; expected " + names(table.key()) + " but found "
                        + Excerpt.of(names) + new ColumnAdvice(names, ignored).forMissing(column.name()));
            }
        }
        for (Column column : table.columns()) {
            if (!column.optional()
                    && !column.generated()
                    && !table.isOwn(column)
                    && !indexes.containsKey(lower(column.name()))) {
                throw new RefusedException("the header lacks column " + source(column)
                        + ", which is NOT NULL and has no default; add it to the file or give it a default");
            }
        }
    }

    private void checkUnknown(FeedProperties feed) {
        if (feed.unknownColumns() == UnknownColumns.REFUSE && !ignored.isEmpty()) {
            throw new RefusedException("table " + table.name() + " lacks the file's columns " + Excerpt.of(ignored)
                    + "; add them to the table, or write unknown-columns: warn");
        }
    }

    /** Returns the name that the file should have for a column. */
    private String source(Column column) {
        List<String> sources = line.sources(column.name());
        return sources.equals(List.of(column.name()))
                ? column.name()
                : String.join(" or ", sources) + " for column " + column.name();
    }

    /** Returns a warning for each column that the file does not fill, although it has one with nearly the same name. */
    public List<String> nearMisses() {
        ColumnAdvice advice = new ColumnAdvice(names, ignored);
        return table.columns().stream()
                .filter(column -> !column.generated() && !table.isOwn(column))
                .filter(column -> !indexes.containsKey(lower(column.name())))
                .flatMap(column -> advice.nearMiss(column.name()).stream()
                        .map(name -> "column " + column.name() + " gets NULL or its default, for the header has "
                                + Excerpt.of(name)
                                + ", which is another name; rename one of them, or write the file's name in columns."
                                + column.name() + ".from"))
                .toList();
    }

    private void checkOtherIndexes() {
        table.otherUnique().forEach((index, indexColumns) -> {
            if (indexColumns.stream().anyMatch(indexes::containsKey)) {
                throw new RefusedException("the file fills " + indexColumns + " of the unique index " + index
                        + ", which is not the feed's key, so that a row could replace one of another key;"
                        + " drop the index, or leave these columns out of the file");
            }
        });
    }

    /** Returns whether the file fills all columns that the database does not fill: only then can REPLACE write the row. */
    public boolean coversTable() {
        return table.columns().stream()
                .allMatch(column ->
                        column.generated() || table.isOwn(column) || indexes.containsKey(lower(column.name())));
    }

    /** Returns the number of fields that a record must have. */
    int width() {
        return names.size();
    }

    /** Returns the written columns, in the order of a row's values. */
    public List<Column> columns() {
        return columns;
    }

    /** Returns the field of each written column, from 0; -1 for the timestamp column. */
    public int[] fields() {
        return fields.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Returns the positions of the key columns among a row's values. */
    public int[] keyIndexes() {
        return table.key().stream().mapToInt(column -> indexOf(column.name())).toArray();
    }

    /**
     * Returns the hash of a row's key; without a key, the numbers of the load and of the record. One thread at a time may
     * call it: the hash function is shared.
     *
     * @throws InvalidValueException if the key has a NULL and the unique index does not treat NULLs as equal
     */
    RowKey key(Values row) throws InvalidValueException {
        if (key.length == 0) {
            return new RowKey(loadId, row.number());
        }
        String empty = null;
        for (int index : key) {
            if (!row.isNull(index)) {
                hash.add(row.utf8(index), row.start(index), row.length(index));
            } else {
                hash.addNull();
                empty = columns.get(index).name();
            }
        }
        RowKey rowKey = hash.key();
        if (empty != null && !table.hasRecuaColumns()) {
            throw new InvalidValueException(empty + ": is empty, but the key's unique index does not tell NULLs apart");
        }
        return rowKey;
    }

    /** Returns the position of the timestamp among a row's values; -1 if the feed has none. */
    public int timestampIndex() {
        return timestampIndex;
    }

    /** Returns the names of the file's columns. */
    public List<String> names() {
        return names;
    }

    /** Returns the columns of the file that the table lacks. */
    public List<String> ignored() {
        return ignored;
    }

    public Table table() {
        return table;
    }

    /** @throws RefusedException if the file has no such column */
    int indexOf(String column) {
        Integer index = indexes.get(lower(column));
        if (index == null) {
            throw new RefusedException(
                    "a step of the route asks for column " + column + ", but the file has " + names(columns));
        }
        return index;
    }

    private static String names(List<Column> columns) {
        return columns.stream().map(Column::name).collect(Collectors.joining(", "));
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}

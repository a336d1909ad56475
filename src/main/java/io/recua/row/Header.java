package io.recua.row;

import io.recua.csv.Excerpt;
import io.recua.ingest.RefusedException;
import io.recua.table.Column;
import io.recua.table.InvalidValueException;
import io.recua.table.RowKey;
import io.recua.table.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How the fields of a file's records match the columns of its table, by the names in the header line. */
public final class Header {

    private final Table table;
    private final int width;
    private final List<Column> columns = new ArrayList<>();
    private final List<Integer> fields = new ArrayList<>();
    private final List<String> ignored = new ArrayList<>();
    private final Map<String, Integer> indexes = new HashMap<>();
    private final RowKey.Hash hash = new RowKey.Hash();
    private int[] key;
    private int timestampIndex = -1;

    private Header(Table table, int width) {
        this.table = table;
        this.width = width;
    }

    /**
     * Matches the header line to the table, ignoring case.
     *
     * @param names the fields of the header line, without outer blanks
     * @throws RefusedException if a column of the key or one without NULL and default is missing, a name stands twice,
     *     or rows could collide with rows of another key
     */
    static Header match(List<String> names, Table table) {
        Header header = new Header(table, names.size());
        Map<String, Column> writable = table.writable();
        for (int field = 0; field < names.size(); field++) {
            header.addField(names.get(field), writable.get(lower(names.get(field))), field);
        }
        table.timestamp().ifPresent(header::addTimestamp);
        header.checkComplete();
        header.checkOtherIndexes();
        header.key = header.keyIndexes();
        return header;
    }

    private void addField(String name, Column column, int field) {
        if (column == null) {
            ignored.add(name);
        } else if (indexes.containsKey(lower(column.name()))) {
            throw new RefusedException("the header names column " + column.name()
                    + " twice, so that it is unclear which field is meant; rename one of them");
        } else if (column.check() == null) {
            throw new RefusedException("column " + column.name() + " has type " + column.type()
                    + ", which cannot be loaded from text; leave it out of the file or change its type");
        } else {
            add(column, field);
        }
    }

    /** The timestamp is the load's, so what the file says of it is not even looked at. */
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
        indexes.put(lower(column.name()), columns.size());
        columns.add(column);
        fields.add(field);
    }

    private void checkComplete() {
        for (Column column : table.key()) {
            if (!indexes.containsKey(lower(column.name()))) {
                throw new RefusedException("the header lacks column " + column.name()
                        + ", which is part of the key; expected " + names(table.key()) + " but found "
                        + found() + advice(column));
            }
        }
        for (Column column : table.columns()) {
            if (!column.optional()
                    && !column.generated()
                    && !table.isOwn(column)
                    && !indexes.containsKey(lower(column.name()))) {
                throw new RefusedException("the header lacks column " + column.name()
                        + ", which is NOT NULL and has no default; add it to the file or give it a default");
            }
        }
    }

    private String found() {
        return Excerpt.of(Stream.concat(columns.stream().map(Column::name), ignored.stream())
                .toList());
    }

    private String advice(Column missing) {
        String first = ignored.isEmpty() ? "" : ignored.get(0);
        boolean looksLikeText = width == 1 || !first.isEmpty() && !Character.isLetterOrDigit(first.charAt(0));
        if (columns.isEmpty() && looksLikeText) {
            return "; if a comment or a title stands before the header line, write the feed's csv.comment or"
                    + " csv.skip-lines; if another character separates the fields, its csv.delimiter";
        }
        String nearMiss = ignoredByPlainName().get(plain(missing.name()));
        return nearMiss == null ? "" : "; rename " + Excerpt.of(nearMiss);
    }

    /** The columns of the table that nothing fills although the file has one whose name is nearly the same. */
    public List<String> nearMisses() {
        Map<String, String> others = ignoredByPlainName();
        return table.columns().stream()
                .filter(column -> !column.generated() && !table.isOwn(column))
                .filter(column -> !indexes.containsKey(lower(column.name())))
                .filter(column -> others.containsKey(plain(column.name())))
                .map(column -> "column " + column.name() + " gets NULL or its default, for the header has "
                        + Excerpt.of(others.get(plain(column.name()))) + ", which is another name; rename one of them")
                .toList();
    }

    /** Without what is no letter and no digit: {@code #CHROM} and {@code CHROM} differ in nothing else. */
    private Map<String, String> ignoredByPlainName() {
        return ignored.stream().collect(Collectors.toMap(Header::plain, name -> name, (first, second) -> first));
    }

    private static String plain(String name) {
        return lower(name).replaceAll("[^\\p{L}\\p{N}]", "");
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

    /** Whether every column that is not the database's own is written, so that a whole row can be replaced. */
    public boolean coversTable() {
        return table.columns().stream()
                .allMatch(column ->
                        column.generated() || table.isOwn(column) || indexes.containsKey(lower(column.name())));
    }

    /** How many fields a record must have. */
    int width() {
        return width;
    }

    /** The columns that are written, in the order of a row's values. */
    public List<Column> columns() {
        return columns;
    }

    /** The field of each written column, from 0; -1 for the timestamp, which is not taken from the file. */
    public int[] fields() {
        return fields.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Where the columns of the key are among a row's values. */
    public int[] keyIndexes() {
        return table.key().stream().mapToInt(column -> indexOf(column.name())).toArray();
    }

    /**
     * Gives a row the hash of its key; not for use by two threads at once.
     *
     * @throws InvalidValueException if the key holds a NULL that the unique index does not tell from another
     */
    void identify(Row row) throws InvalidValueException {
        String empty = null;
        for (int index : key) {
            if (!row.isNull(index)) {
                hash.add(row.utf8(index), row.start(index), row.length(index));
            } else {
                hash.addNull();
                empty = columns.get(index).name();
            }
        }
        row.identify(hash.key());
        if (empty != null && !table.hashed()) {
            throw new InvalidValueException(empty + ": is empty, but the key's unique index does not tell NULLs apart");
        }
    }

    /** Where the timestamp is among a row's values; -1 if the feed has none. */
    public int timestampIndex() {
        return timestampIndex;
    }

    /** The columns of the file that the table lacks. */
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

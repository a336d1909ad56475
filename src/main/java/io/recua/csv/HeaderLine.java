package io.recua.csv;

import io.recua.config.ColumnProperties;
import io.recua.config.CsvProperties;
import io.recua.config.FeedProperties;
import io.recua.ingest.RefusedException;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The names of a file's fields, and which field each column of the table takes.
 *
 * <p>The names come from the first record, or from {@code csv.header} if the file has no header line. Blank and invisible
 * characters around a name are not part of it.
 */
public final class HeaderLine {

    /** MySQL allows 4,096 columns in a table; a file may have more, because the table need not have all of them. */
    static final int MAX_COLUMNS = 10_000;

    private final FeedProperties feed;
    private final List<String> names;
    private final Iterator<CsvRecord> records;
    private final Map<String, List<Integer>> fieldsByName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    private HeaderLine(FeedProperties feed, List<String> names, Iterator<CsvRecord> records) {
        this.feed = feed;
        this.names = names;
        this.records = records;
        for (int field = 0; field < names.size(); field++) {
            fieldsByName
                    .computeIfAbsent(names.get(field), name -> new ArrayList<>())
                    .add(field);
        }
    }

    /**
     * Reads the names of the fields.
     *
     * @param records the records of the CSV; at most the first one is consumed
     * @throws RefusedException if the object is empty, has too many columns, or its header is malformed or not in the
     *     charset
     */
    public static HeaderLine read(Iterator<CsvRecord> records, FieldDecoder decoder, FeedProperties feed) {
        CsvProperties csv = feed.csv();
        if (!records.hasNext()) {
            throw new RefusedException(
                    csv.hasHeaderLine()
                            ? "the object is empty; a header line with the columns' names must come first"
                            : "the object is empty");
        }
        if (!csv.names().isEmpty()) {
            return new HeaderLine(feed, csv.names(), records);
        }
        CsvRecord first = records.next();
        if (first.size() > MAX_COLUMNS) {
            throw new RefusedException("the header on line " + first.line() + " has " + first.size()
                    + " columns; at most " + MAX_COLUMNS + " are read");
        }
        return csv.hasHeaderLine()
                ? new HeaderLine(feed, names(first, decoder), records)
                : new HeaderLine(feed, numbers(first.size()), startingWith(first, records));
    }

    private static List<String> names(CsvRecord line, FieldDecoder decoder) {
        if (line.fault() != null) {
            throw new RefusedException("the header line is not CSV: " + line.fault());
        }
        List<String> names = new ArrayList<>();
        try {
            for (int field = 0; field < line.size(); field++) {
                names.add(strip(decoder.text(line, field)));
            }
        } catch (CharacterCodingException e) {
            throw new RefusedException("the header line holds bytes that are not " + decoder.charset());
        }
        return names;
    }

    private static String strip(String name) {
        int start = 0;
        int end = name.length();
        while (start < end && isBlank(name.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(name.charAt(end - 1))) {
            end--;
        }
        return name.substring(start, end);
    }

    /** White space, no-break spaces, control characters, and characters without width, such as a byte order mark. */
    private static boolean isBlank(char character) {
        return Character.isSpaceChar(character)
                || Character.isISOControl(character)
                || Character.getType(character) == Character.FORMAT;
    }

    private static List<String> numbers(int width) {
        return IntStream.rangeClosed(1, width).mapToObj(String::valueOf).toList();
    }

    private static Iterator<CsvRecord> startingWith(CsvRecord first, Iterator<CsvRecord> others) {
        Iterable<CsvRecord> rest = () -> others;
        return Stream.concat(Stream.of(first), StreamSupport.stream(rest.spliterator(), false))
                .iterator();
    }

    /** Returns the names of the fields, in the order of the file. */
    public List<String> names() {
        return names;
    }

    /** Returns the records with data. */
    public Iterator<CsvRecord> records() {
        return records;
    }

    /** Returns the names of the file's columns that a column of the table can take its values from. */
    public List<String> sources(String column) {
        ColumnProperties settings = feed.column(column);
        return settings == null || settings.from().isEmpty() ? List.of(column) : settings.from();
    }

    /**
     * Returns the field that a column of the table takes, by the first of its {@link #sources} that the file has.
     *
     * @return the index of the field; -1 if the file has none of them, or the column has a constant value
     * @throws RefusedException if the file has the name twice
     */
    public int field(String column) {
        if (feed.isConstant(column)) {
            return -1;
        }
        for (String source : sources(column)) {
            List<Integer> fields = fieldsByName.getOrDefault(source, List.of());
            if (fields.size() > 1) {
                throw new RefusedException("the header names column " + source
                        + " twice, so that it is unclear which field is meant; rename one of them");
            }
            if (fields.size() == 1) {
                return fields.get(0);
            }
        }
        return -1;
    }
}

package io.recua.csv;

import io.recua.csv.SampleRecords.Entry;
import io.recua.ingest.RefusedException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * All that is found out from a sample: each step relies on those before it.
 *
 * @param sample the sample without its last record, if that is cut off
 * @param headerLine the line of the header, or of the first record if there is no header line
 * @param columns the names of the columns of the table
 * @param rows the number of rows that the guesses rest on
 * @param others the number of records with another number of fields than the most
 * @param formats the form of the values of each column
 * @param key the columns of the key, as positions; empty if no three columns tell the rows apart
 */
record SampleGuess(
        Sample sample,
        Guess<Charset> charset,
        DialectGuess dialect,
        HeaderGuess header,
        long headerLine,
        List<String> columns,
        long rows,
        long others,
        Optional<Guess<List<String>>> nulls,
        List<FormatGuess> formats,
        List<Integer> key) {

    private static final Pattern DECIMAL = Pattern.compile("[+-]?[\\d.,]*[.,]\\d+");
    private static final Pattern DATE = Pattern.compile("\\d{1,4}[-/.]\\d{1,2}[-/.]\\d{1,4}.*");

    /**
     * Reads the sample.
     *
     * @param wanted the names of the columns of the key; empty to look for some
     * @throws RefusedException if the sample is not a CSV, or lacks a column of the key
     */
    static SampleGuess of(Sample found, List<String> wanted) throws IOException {
        Guess<Charset> charset = CharsetGuess.of(found);
        DialectGuess dialect = DialectGuess.of(found, charset.value());
        Sample sample = found.isWhole() ? found : withoutLastRecord(found, dialect);
        SampleRecords records = SampleRecords.read(sample, dialect.csv(), Integer.MAX_VALUE);
        List<Entry> uniform = records.records().stream()
                .filter(record -> record.width() == dialect.fields())
                .toList();
        if (uniform.isEmpty()) {
            throw new RefusedException("the object is empty");
        }
        HeaderGuess header = HeaderGuess.of(records, dialect.fields());
        List<String> columns =
                ColumnNames.of(header.isPresent() ? header.names() : Collections.nCopies(dialect.fields(), ""));
        List<List<String>> all = uniform.stream()
                .skip(header.isPresent() ? 1 : 0)
                .map(Entry::fields)
                .toList();
        Optional<Guess<List<String>>> nulls = NullGuess.of(values(all, columns.size()));
        List<List<String>> rows = withoutNulls(all, nulls.map(Guess::value).orElse(List.of()));
        List<List<String>> values = values(rows, columns.size());
        List<Integer> given = positions(wanted, columns, header);
        return new SampleGuess(
                sample,
                charset,
                dialect,
                header,
                uniform.get(0).line(),
                columns,
                rows.size(),
                records.records().size() - uniform.size(),
                nulls,
                IntStream.range(0, columns.size())
                        .mapToObj(column -> FormatGuess.of(values.get(column), given.contains(column)))
                        .toList(),
                given.isEmpty() ? KeyGuess.of(rows, columns, suitable(values)).orElse(List.of()) : given);
    }

    /** A sample ends within a record, or within its line break. */
    private static Sample withoutLastRecord(Sample found, DialectGuess dialect) throws IOException {
        List<Entry> records =
                SampleRecords.read(found, dialect.csv(), Integer.MAX_VALUE).records();
        return records.size() < 3
                ? found
                : found.before(
                        records.get(records.size() - 1).line(), dialect.csv().charset());
    }

    /** Returns the values of each column, without NULL and empty values. */
    private static List<List<String>> values(List<List<String>> rows, int columns) {
        return IntStream.range(0, columns)
                .mapToObj(column -> rows.stream()
                        .map(row -> row.get(column))
                        .filter(value -> value != null && !value.isEmpty())
                        .toList())
                .toList();
    }

    private static List<List<String>> withoutNulls(List<List<String>> rows, List<String> nulls) {
        if (nulls.isEmpty()) {
            return rows;
        }
        return rows.stream()
                .<List<String>>map(row -> {
                    List<String> values = new ArrayList<>(row);
                    values.replaceAll(value -> value != null && nulls.contains(value) ? null : value);
                    return values;
                })
                .toList();
    }

    private static List<Integer> positions(List<String> wanted, List<String> columns, HeaderGuess header) {
        return wanted.stream()
                .map(name -> IntStream.range(0, columns.size())
                        .filter(column -> columns.get(column).equalsIgnoreCase(name)
                                || header.isPresent()
                                        && header.names().get(column).equalsIgnoreCase(name))
                        .boxed()
                        .findFirst()
                        .orElseThrow(() -> new RefusedException("the file has no column " + name
                                + " for the key; its columns are " + Excerpt.of(columns))))
                .toList();
    }

    /** A number with decimals is a measure, not a name, and a date seldom names a row alone. */
    private static List<Integer> suitable(List<List<String>> values) {
        return IntStream.range(0, values.size())
                .filter(column -> values.get(column).stream()
                        .noneMatch(value -> DECIMAL.matcher(value).matches()))
                .boxed()
                .sorted(Comparator.comparing(column -> values.get(column).stream()
                        .anyMatch(value -> DATE.matcher(value).matches())))
                .toList();
    }

    /** Returns how many rows the guesses rest on, in words. */
    String rowsRead() {
        return (sample.isWhole() ? "all " : "the first ") + "%,d rows".formatted(rows);
    }

    /** Returns whether a column of the table has the name of the file's column, but for its case. */
    boolean isOwnName(int column) {
        return !header.isPresent()
                || !header.isUsable()
                || header.names().get(column).equalsIgnoreCase(columns.get(column));
    }
}

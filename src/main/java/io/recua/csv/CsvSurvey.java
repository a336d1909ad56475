package io.recua.csv;

import io.recua.config.FeedProperties;
import io.recua.config.RecuaProperties;
import io.recua.ingest.RefusedException;
import io.recua.table.Ddl;
import io.recua.table.InvalidValueException;
import io.recua.table.Table;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Reads a whole CSV and derives the columns of a table that can hold it. */
public final class CsvSurvey {

    private static final int MAX_NAME = 64;

    private final RecuaProperties properties;

    CsvSurvey(RecuaProperties properties) {
        this.properties = properties;
    }

    /**
     * The result of a survey.
     *
     * @param columns the columns of the table
     * @param rows the number of records after the header
     * @param passedOver the number of these that were skipped, because they are malformed, have a wrong number of
     *     fields, or hold values that are invalid in the charset or in the form that the feed's settings describe
     */
    public record Survey(List<Ddl.Definition> columns, long rows, long passedOver) {}

    /**
     * Surveys a CSV and closes {@code object}.
     *
     * @param feedName the feed whose CSV settings and key apply
     * @param object the object's bytes
     * @param name the object's name, whose ending may select the compression
     * @param size the object's length, in bytes
     * @throws RefusedException if the object is damaged, or its header line cannot name the columns of a table
     */
    public Survey survey(String feedName, InputStream object, String name, long size) throws IOException {
        return survey(properties.feed(feedName), object, name, size);
    }

    /**
     * Surveys a CSV by the settings of a feed that need not be among those of the service, and closes {@code object}.
     *
     * @see #survey(String, InputStream, String, long)
     */
    static Survey survey(FeedProperties feed, InputStream object, String name, long size) throws IOException {
        try (Content content = Decompressor.open(object, size, feed, name)) {
            FieldDecoder decoder = new FieldDecoder(feed.csv().charset());
            HeaderLine line = HeaderLine.read(content.records(), decoder, feed);
            List<SurveyedColumn> columns = requireUsable(columns(line, feed), line, feed);
            long rows = 0;
            long passedOver = 0;
            while (line.records().hasNext()) {
                rows++;
                passedOver += add(line.records().next(), line, decoder, columns) ? 0 : 1;
            }
            return new Survey(columns.stream().map(SurveyedColumn::definition).toList(), rows, passedOver);
        }
    }

    /** Returns the configured columns at the place of their field, and the other fields as columns of their own name. */
    private static List<SurveyedColumn> columns(HeaderLine line, FeedProperties feed) {
        List<SurveyedColumn> columns = new ArrayList<>();
        for (int field = 0; field < line.names().size(); field++) {
            int at = field;
            List<String> configured = feed.columns().keySet().stream()
                    .filter(column -> line.field(column) == at)
                    .toList();
            (configured.isEmpty() ? List.of(line.names().get(field)) : configured)
                    .forEach(column -> columns.add(new SurveyedColumn(column, at, feed)));
        }
        Stream.of(
                        feed.columns().keySet().stream().filter(feed::isConstant),
                        Stream.ofNullable(feed.timestampColumn()),
                        Stream.ofNullable(feed.deletedColumn()))
                .flatMap(names -> names)
                .filter(name -> columns.stream().map(SurveyedColumn::name).noneMatch(name::equalsIgnoreCase))
                .toList()
                .forEach(column -> columns.add(new SurveyedColumn(column, -1, feed)));
        return columns;
    }

    private static boolean add(CsvRecord record, HeaderLine line, FieldDecoder decoder, List<SurveyedColumn> columns) {
        if (record.fault() != null || record.size() != line.names().size()) {
            return false;
        }
        try {
            for (SurveyedColumn column : columns) {
                column.add(record, decoder);
            }
            return true;
        } catch (CharacterCodingException | InvalidValueException e) {
            return false;
        }
    }

    private static List<SurveyedColumn> requireUsable(
            List<SurveyedColumn> columns, HeaderLine line, FeedProperties feed) {
        Set<String> seen = new TreeSet<>();
        for (SurveyedColumn column : columns) {
            String name = Excerpt.of(column.name());
            refuseIf(column.name().isEmpty(), "the header has a column without a name; give it one");
            refuseIf(column.name().length() > MAX_NAME, "the header's column " + name + " has more than 64 characters");
            refuseIf(
                    Table.RECUA_COLUMNS.contains(column.lowerCaseName()),
                    "the header's column " + name + " has the name of one that Recua fills; rename it");
            refuseIf(!seen.add(column.lowerCaseName()), "the header names column " + name + " twice; rename one");
        }
        feed.key()
                .forEach(column -> refuseIf(
                        !seen.contains(column.toLowerCase(Locale.ROOT)),
                        "the header lacks column " + column + ", which is part of the feed's key; it has "
                                + Excerpt.of(line.names())));
        return columns;
    }

    private static void refuseIf(boolean wrong, String reason) {
        if (wrong) {
            throw new RefusedException(reason);
        }
    }
}

package io.recua.csv;

import io.recua.config.FeedProperties;
import io.recua.config.RecuaProperties;
import io.recua.ingest.RefusedException;
import io.recua.table.Ddl;
import io.recua.table.TypeGuess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Reads a whole CSV and derives the columns of a table that can hold it. */
public final class CsvSurvey {

    private static final int MAX_NAME = 64;
    private static final Set<String> RESERVED_NAMES = Set.of("load_id", "load_batch", "load_row", "row_key");

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
     *     fields or hold bytes that are invalid in the charset
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
        FeedProperties feed = properties.feed(feedName);
        try (Content content = Decompressor.open(object, size, feed.csv(), name)) {
            FieldDecoder decoder = new FieldDecoder(feed.csv().charset());
            Iterator<CsvRecord> records = content.records();
            List<String> names = requireUsable(HeaderLine.names(records, decoder), feed);
            Set<String> key = lower(feed.key());
            List<TypeGuess> guesses = names.stream()
                    .map(column -> new TypeGuess(key.contains(column.toLowerCase(Locale.ROOT))))
                    .toList();
            long rows = 0;
            long passedOver = 0;
            while (records.hasNext()) {
                rows++;
                passedOver += add(records.next(), decoder, guesses) ? 0 : 1;
            }
            return new Survey(definitions(names, guesses, feed), rows, passedOver);
        }
    }

    private static boolean add(CsvRecord record, FieldDecoder decoder, List<TypeGuess> guesses) {
        if (record.fault() != null || record.size() != guesses.size()) {
            return false;
        }
        try {
            for (int field = 0; field < guesses.size(); field++) {
                guesses.get(field).add(decoder.decode(record, field));
            }
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /** The timestamp column takes the load's instant, so its type does not depend on the file. */
    private static List<Ddl.Definition> definitions(List<String> names, List<TypeGuess> guesses, FeedProperties feed) {
        List<Ddl.Definition> columns = new ArrayList<>();
        String timestamp = feed.timestampColumn();
        for (int field = 0; field < names.size(); field++) {
            boolean isTimestamp = names.get(field).equalsIgnoreCase(timestamp);
            columns.add(new Ddl.Definition(
                    names.get(field),
                    isTimestamp ? Ddl.TIMESTAMP : guesses.get(field).type()));
        }
        if (timestamp != null && !lower(names).contains(timestamp.toLowerCase(Locale.ROOT))) {
            columns.add(new Ddl.Definition(timestamp, Ddl.TIMESTAMP));
        }
        return columns;
    }

    private static List<String> requireUsable(List<String> header, FeedProperties feed) {
        Set<String> seen = new TreeSet<>();
        for (String column : header) {
            String name = Excerpt.of(column);
            refuseIf(column.isEmpty(), "the header has a column without a name; give it one");
            refuseIf(column.length() > MAX_NAME, "the header's column " + name + " has more than 64 characters");
            refuseIf(
                    RESERVED_NAMES.contains(column.toLowerCase(Locale.ROOT)),
                    "the header's column " + name + " has the name of one that Recua fills; rename it");
            refuseIf(
                    !seen.add(column.toLowerCase(Locale.ROOT)),
                    "the header names column " + name + " twice; rename one");
        }
        feed.key()
                .forEach(column -> refuseIf(
                        !seen.contains(column.toLowerCase(Locale.ROOT)),
                        "the header lacks column " + column + ", which is part of the feed's key; it has "
                                + Excerpt.of(header)));
        return header;
    }

    private static void refuseIf(boolean wrong, String reason) {
        if (wrong) {
            throw new RefusedException(reason);
        }
    }

    private static Set<String> lower(List<String> names) {
        return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    }
}

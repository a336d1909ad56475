package io.recua.csv;

import io.recua.config.CsvProperties;
import io.recua.ingest.RefusedException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The records of a sample, split by the reader of the loads.
 *
 * @param records the records, with a header line if there is one
 * @param isSplit false if a quote is not closed, so that there are no records from it on
 */
record SampleRecords(List<Entry> records, boolean isSplit) {

    /** Values that occur more than once share a string, up to this number. */
    private static final int MAX_KNOWN = 50_000;

    /**
     * A record of the sample.
     *
     * @param line the line on which it starts, from 1
     * @param fields the values, null for NULL; empty if the record is malformed or not in the charset
     */
    record Entry(long line, List<String> fields) {

        int width() {
            return fields.size();
        }

        long filled() {
            return fields.stream()
                    .filter(field -> field != null && !field.isBlank())
                    .count();
        }
    }

    /** Splits the sample, at most so many records of it. */
    static SampleRecords read(Sample sample, CsvProperties csv, int max) throws IOException {
        List<Entry> records = new ArrayList<>();
        FieldDecoder decoder = new FieldDecoder(csv.charset());
        Map<String, String> known = new HashMap<>();
        try (Content content = sample.open(csv)) {
            Iterator<CsvRecord> found = content.records();
            while (records.size() < max && hasNext(found)) {
                CsvRecord record = found.next();
                records.add(new Entry(record.line(), fields(record, decoder, known)));
            }
            return new SampleRecords(records, records.size() == max || isAtEnd(found));
        }
    }

    private static boolean hasNext(Iterator<CsvRecord> records) {
        try {
            return records.hasNext();
        } catch (RefusedException e) {
            return false;
        }
    }

    private static boolean isAtEnd(Iterator<CsvRecord> records) {
        try {
            return !records.hasNext();
        } catch (RefusedException e) {
            return false;
        }
    }

    private static List<String> fields(CsvRecord record, FieldDecoder decoder, Map<String, String> known) {
        if (record.fault() != null || record.size() > HeaderLine.MAX_COLUMNS || record.kept() < record.size()) {
            return List.of();
        }
        List<String> fields = new ArrayList<>();
        try {
            for (int field = 0; field < record.size(); field++) {
                String value = decoder.decode(record, field);
                fields.add(value == null || known.size() > MAX_KNOWN ? value : known.computeIfAbsent(value, v -> v));
            }
            return fields;
        } catch (CharacterCodingException e) {
            return List.of();
        }
    }

    /** Returns the most frequent number of fields; 0 if no record is well-formed. */
    int width() {
        return records.stream()
                .filter(record -> record.width() > 0)
                .collect(Collectors.groupingBy(Entry::width, Collectors.counting()))
                .entrySet()
                .stream()
                .max((a, b) -> {
                    int byCount = Long.compare(a.getValue(), b.getValue());
                    return byCount != 0 ? byCount : Integer.compare(a.getKey(), b.getKey());
                })
                .map(entry -> entry.getKey())
                .orElse(0);
    }

    /** Returns the number of records with so many fields. */
    long ofWidth(int width) {
        return records.stream().filter(record -> record.width() == width).count();
    }

    /** Returns the values of a field in the records with so many fields; without NULL and empty values. */
    List<String> values(int field, int width) {
        return records.stream()
                .filter(record -> record.width() == width)
                .map(record -> record.fields().get(field))
                .filter(value -> value != null && !value.isEmpty())
                .toList();
    }
}

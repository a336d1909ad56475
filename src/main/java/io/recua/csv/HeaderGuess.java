package io.recua.csv;

import io.recua.csv.SampleRecords.Entry;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Guesses whether the first record of a sample names the columns: numbers and dates stand below a name, and a name does not
 * occur again among the values.
 *
 * @param names the names in the first record; empty if it holds values
 * @param isUsable whether each name occurs once and can stand in the settings, so that columns can be found by it
 * @param reason why it is a header line, or not
 */
record HeaderGuess(List<String> names, boolean isUsable, String reason) {

    /** Numbers and dates in any form. */
    private static final Pattern NUMERIC = Pattern.compile("[+-]?[.,]?\\d[\\d.,/:'\\u00a0\\u202f +\\-TZ%]*");

    private static final double NEARLY_ALL = 0.8;

    static HeaderGuess of(SampleRecords sample, int fields) {
        Entry first = sample.records().stream()
                .filter(record -> record.width() == fields)
                .findFirst()
                .orElseThrow();
        int[] votes = IntStream.range(0, fields)
                .map(field -> vote(first.fields().get(field), below(sample, field, fields)))
                .toArray();
        int names = (int) IntStream.of(votes).filter(vote -> vote > 0).count();
        int values = (int) IntStream.of(votes).filter(vote -> vote < 0).count();
        if (values > names) {
            return new HeaderGuess(
                    List.of(),
                    false,
                    "no header line: the first record has values as the others in %,d columns".formatted(values));
        }
        List<String> found = first.fields().stream()
                .map(name -> name == null ? "" : name.strip())
                .toList();
        return new HeaderGuess(
                found,
                isUsable(found),
                values == names
                        ? "not sure: the first record is taken for the header line, because nothing shows the contrary"
                        : "the first record names the columns: in %,d of them, the values look otherwise"
                                .formatted(names));
    }

    private static List<String> below(SampleRecords sample, int field, int fields) {
        List<String> values = sample.records().stream()
                .filter(record -> record.width() == fields)
                .skip(1)
                .map(record -> record.fields().get(field))
                .filter(value -> value != null && !value.isBlank())
                .toList();
        return values;
    }

    /** Returns 1 if the first value is a name, -1 if it is a value as those below, 0 if that is open. */
    private static int vote(String first, List<String> below) {
        if (first == null || first.isBlank() || below.isEmpty()) {
            return 0;
        }
        if (below.stream().filter(HeaderGuess::isNumeric).count() >= NEARLY_ALL * below.size()) {
            return isNumeric(first) ? -1 : 1;
        }
        if (below.contains(first)) {
            return -1;
        }
        return new HashSet<>(below).size() * 2 <= below.size() ? 1 : 0;
    }

    /** Returns whether a text may be a number or a date. */
    static boolean isNumeric(String text) {
        return NUMERIC.matcher(text.strip()).matches();
    }

    /** A text such as <code>${x}</code> in the settings would be replaced by another setting. */
    private static boolean isUsable(List<String> names) {
        Set<String> seen = new HashSet<>();
        return names.stream()
                .allMatch(name -> !name.isEmpty()
                        && !name.contains("${")
                        && !name.contains("#{")
                        && seen.add(name.toLowerCase(Locale.ROOT)));
    }

    boolean isPresent() {
        return !names.isEmpty();
    }
}

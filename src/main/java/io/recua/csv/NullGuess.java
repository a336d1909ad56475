package io.recua.csv;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Guesses which texts mean NULL: the NULL of a database's export, and a text that stands among numbers or dates in a column
 * that holds nothing else.
 */
final class NullGuess {

    private static final String EXPORTED = "\\N";
    private static final List<String> OTHERS =
            List.of("NULL", "null", "NA", "N/A", "n/a", "#N/A", "NaN", "nan", "None", "-", ".");

    private NullGuess() {}

    /**
     * Returns the texts; empty if there are none.
     *
     * @param columns the values of each column, without NULL and empty values
     */
    static Optional<Guess<List<String>>> of(List<List<String>> columns) {
        Map<String, Long> among = new LinkedHashMap<>();
        columns.forEach(values -> count(values).forEach((text, times) -> among.merge(text, times, Long::sum)));
        if (among.isEmpty()) {
            return Optional.empty();
        }
        List<String> texts = new ArrayList<>(among.keySet());
        String found = among.entrySet().stream()
                .map(entry -> "%s %,d times".formatted(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", "));
        long elsewhere =
                columns.stream().flatMap(List::stream).filter(texts::contains).count()
                        - among.values().stream().mapToLong(Long::longValue).sum();
        return Optional.of(new Guess<>(
                texts,
                "in columns of numbers or dates: " + found
                        + (elsewhere == 0 ? "" : "; in other columns %,d times".formatted(elsewhere))));
    }

    /** Returns how often each text means NULL in a column. */
    private static Map<String, Long> count(List<String> values) {
        Map<String, Long> found = values.stream()
                .filter(value -> value.equals(EXPORTED) || OTHERS.contains(value))
                .collect(Collectors.groupingBy(value -> value, Collectors.counting()));
        if (found.isEmpty()) {
            return found;
        }
        List<String> rest =
                values.stream().filter(value -> !found.containsKey(value)).toList();
        if (rest.isEmpty() || !rest.stream().allMatch(HeaderGuess::isNumeric)) {
            found.keySet().retainAll(List.of(EXPORTED));
        }
        return found;
    }
}

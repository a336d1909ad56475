package io.recua.csv;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Finds the shortest set of columns, of at most three, that tells all rows of a sample apart. Columns without a value in
 * some row are no part of it. Of sets of the same length, one with the name of an identifier comes first.
 */
final class KeyGuess {

    /** These make 560 sets of three. */
    private static final int MAX_COLUMNS = 16;

    private static final int MAX_PAIRS = 100;

    private static final Pattern IDENTIFIER =
            Pattern.compile("(.*_)?(id|key|code|uuid|codigo|clave|nif|dni|sku|isbn|email)(_.*)?");

    private final List<List<String>> rows;
    /** Rows that are equal in some columns are often equal in others too: looking there first saves most passes. */
    private final List<Pair> equalPairs = new ArrayList<>();

    private record Pair(int first, int second) {}

    private KeyGuess(List<List<String>> rows) {
        this.rows = rows;
    }

    /**
     * Finds the columns of the key, as positions.
     *
     * @param rows the values of each row, null for NULL
     * @param names the names of the columns
     * @param suitable the columns that may be part of a key
     */
    static Optional<List<Integer>> of(List<List<String>> rows, List<String> names, List<Integer> suitable) {
        KeyGuess guess = new KeyGuess(rows);
        List<Integer> columns = suitable.stream()
                .filter(guess::isFilled)
                .sorted((a, b) -> Boolean.compare(isIdentifier(names.get(b)), isIdentifier(names.get(a))))
                .limit(MAX_COLUMNS)
                .toList();
        return IntStream.rangeClosed(1, 3)
                .boxed()
                .flatMap(size -> sets(columns, size).stream())
                .filter(guess::isUnique)
                .findFirst()
                .map(set -> set.stream().sorted().toList());
    }

    private static boolean isIdentifier(String name) {
        return IDENTIFIER.matcher(name).matches();
    }

    private boolean isFilled(int column) {
        return rows.stream().map(row -> row.get(column)).allMatch(value -> value != null && !value.isEmpty());
    }

    private static List<List<Integer>> sets(List<Integer> columns, int size) {
        if (size == 0) {
            return List.of(List.of());
        }
        List<List<Integer>> sets = new ArrayList<>();
        for (int first = 0; first + size <= columns.size(); first++) {
            for (List<Integer> others : sets(columns.subList(first + 1, columns.size()), size - 1)) {
                List<Integer> set = new ArrayList<>(List.of(columns.get(first)));
                set.addAll(others);
                sets.add(set);
            }
        }
        return sets;
    }

    private boolean isUnique(List<Integer> columns) {
        if (equalPairs.stream().anyMatch(pair -> isEqual(pair, columns))) {
            return false;
        }
        Map<List<String>, Integer> seen = new HashMap<>();
        for (int row = 0; row < rows.size(); row++) {
            Integer same = seen.put(columns.stream().map(rows.get(row)::get).collect(Collectors.toList()), row);
            if (same != null) {
                equalPairs.add(0, new Pair(same, row));
                equalPairs
                        .subList(Math.min(MAX_PAIRS, equalPairs.size()), equalPairs.size())
                        .clear();
                return false;
            }
        }
        return true;
    }

    private boolean isEqual(Pair pair, List<Integer> columns) {
        return columns.stream().allMatch(column -> rows.get(pair.first())
                .get(column)
                .equals(rows.get(pair.second()).get(column)));
    }
}

package io.recua.row;

import io.recua.csv.Excerpt;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Says what to change if a file lacks a column. */
final class ColumnAdvice {

    private static final Pattern DELIMITER = Pattern.compile("[,;|\t]");

    private final List<String> names;
    private final Map<String, String> ignoredByPlainName;

    /**
     * @param names the names in the header line
     * @param ignored those of them that the table lacks
     */
    ColumnAdvice(List<String> names, List<String> ignored) {
        this.names = names;
        this.ignoredByPlainName =
                ignored.stream().collect(Collectors.toMap(ColumnAdvice::plain, name -> name, (first, second) -> first));
    }

    /** Returns the ignored name that people take for this one: it differs only in case, accents, blanks or signs. */
    Optional<String> nearMiss(String column) {
        return Optional.ofNullable(ignoredByPlainName.get(plain(column)));
    }

    private static String plain(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFKD)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}]", "");
    }

    /** Returns the end of a message about a missing key column; empty if there is nothing to propose. */
    String forMissing(String column) {
        return nearMiss(column)
                .map(name -> "; rename " + Excerpt.of(name) + " to " + column)
                .orElseGet(this::forFormat);
    }

    private String forFormat() {
        String first = names.get(0);
        if (names.size() == 1 && DELIMITER.matcher(first).find()) {
            return "; the header is one field: write the character that separates the fields as the feed's csv.delimiter";
        }
        boolean looksLikeText = names.size() == 1 || !first.isEmpty() && !Character.isLetterOrDigit(first.charAt(0));
        return looksLikeText
                ? "; if a comment or a title stands before the header line, write the feed's csv.comment or csv.skip-lines;"
                        + " if another character separates the fields, its csv.delimiter"
                : "";
    }
}

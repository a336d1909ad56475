package io.recua.csv;

import io.recua.table.Column.ValueCheck;
import io.recua.table.InvalidValueException;
import io.recua.table.TypeGuess;
import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Guesses how a file writes the values of a column. It tries each form by the classes that convert the values of a load. If
 * two forms accept all values, and give a value another meaning, it chooses none: the column stays text.
 *
 * @param settings the settings of the column, each a text or a list of texts; empty if the values need no conversion
 * @param type the type of the column; null if that of the converted values fits
 * @param reason by how many values; null if there is nothing to say
 */
record FormatGuess(Map<String, Object> settings, String type, String reason) {

    private static final Pattern LEADING_ZERO = Pattern.compile("[+-]?0\\d.*");
    private static final Pattern TEXT_TYPE = Pattern.compile("VARCHAR.*|.*TEXT");
    private static final Pattern INTEGER = Pattern.compile("-?(?:0|[1-9][0-9]{0,17})");
    private static final String TEXT = "VARCHAR(255)";
    private static final int LONGEST_NUMBER = 100;

    /** The forms of numbers, as pairs of decimal and grouping separator. The database's own form is the first. */
    private static final List<List<String>> NUMBERS = List.of(
            List.of("."),
            List.of(","),
            List.of(".", ","),
            List.of(",", "."),
            List.of(",", " "),
            List.of(".", " "),
            List.of(",", "\u00a0"),
            List.of(",", "\u202f"),
            List.of(".", "'"));

    private static final List<String> DATES = List.of(
            "yyyy-MM-dd",
            "dd/MM/yyyy",
            "MM/dd/yyyy",
            "d/M/yyyy",
            "M/d/yyyy",
            "dd-MM-yyyy",
            "MM-dd-yyyy",
            "dd.MM.yyyy",
            "d.M.yyyy",
            "yyyy/MM/dd",
            "dd-MMM-yyyy",
            "dd MMM yyyy");

    private static final List<String> TIMES = List.of(
            "",
            " HH:mm",
            " HH:mm:ss",
            " HH:mm:ss.SSS",
            " H:mm",
            " H:mm:ss",
            " hh:mm a",
            " hh:mm:ss a",
            " h:mm:ss a",
            " HH:mm:ssXXX",
            "'T'HH:mm",
            "'T'HH:mm:ss",
            "'T'HH:mm:ssXXX",
            "'T'HH:mm:ss.SSSXXX");

    /** Pairs of the texts for true and those for false, in lower case. */
    private static final List<List<Set<String>>> BOOLEANS = List.of(
            List.of(Set.of("si", "sí", "s"), Set.of("no", "n")),
            List.of(Set.of("yes", "y"), Set.of("no", "n")),
            List.of(Set.of("true", "t"), Set.of("false", "f")),
            List.of(Set.of("verdadero", "v"), Set.of("falso", "f")));

    private static final int MAX_SPELLINGS = 8;

    private static final FormatGuess NONE = new FormatGuess(Map.of(), null, null);

    /** A form that accepts all values. */
    private record Accepted(Map<String, Object> settings, String name, List<?> meaning, List<String> spelled) {}

    /**
     * Guesses the form of a column's values.
     *
     * @param values the values, without NULL and empty values
     * @param key whether the column is part of the key
     */
    static FormatGuess of(List<String> values, boolean key) {
        if (values.isEmpty()) {
            return new FormatGuess(Map.of(), null, "no value in the sample");
        }
        if (values.stream().allMatch(value -> INTEGER.matcher(value).matches())) {
            return NONE;
        }
        String count = "%,d values".formatted(values.size());
        List<String> distinct = values.stream().distinct().toList();
        return Stream.<Function<List<String>, Optional<FormatGuess>>>of(
                        found -> booleans(found, count),
                        found -> numbers(found, count, key),
                        found -> times(found, count))
                .flatMap(guess -> guess.apply(distinct).stream())
                .findFirst()
                .orElse(NONE);
    }

    private static Optional<FormatGuess> booleans(List<String> values, String count) {
        if (values.size() > MAX_SPELLINGS) {
            return Optional.empty();
        }
        Set<String> spellings = new HashSet<>(values);
        for (List<Set<String>> pair : BOOLEANS) {
            List<String> isTrue = spelled(spellings, pair.get(0));
            List<String> isFalse = spelled(spellings, pair.get(1));
            if (!isTrue.isEmpty() && !isFalse.isEmpty() && isTrue.size() + isFalse.size() == spellings.size()) {
                Map<String, Object> settings = new LinkedHashMap<>();
                settings.put("true", isTrue);
                settings.put("false", isFalse);
                return Optional.of(new FormatGuess(settings, "TINYINT", count + ", and no others"));
            }
        }
        return Optional.empty();
    }

    private static List<String> spelled(Set<String> spellings, Set<String> words) {
        return spellings.stream()
                .filter(text -> words.contains(text.toLowerCase(Locale.ROOT)))
                .sorted()
                .toList();
    }

    private static Optional<FormatGuess> numbers(List<String> values, String count, boolean key) {
        List<Accepted> accepted = new ArrayList<>();
        for (List<String> form : NUMBERS) {
            number(values, form).ifPresent(accepted::add);
        }
        if (accepted.isEmpty()) {
            return Optional.empty();
        }
        if (isAmbiguous(accepted)) {
            return Optional.of(new FormatGuess(
                    Map.of(), TEXT, "stays text: all " + count + " are numbers with " + names(accepted, ", or with ")));
        }
        Accepted first = accepted.get(0);
        return first.settings().isEmpty() || isText(first.spelled(), key)
                ? Optional.of(NONE)
                : Optional.of(new FormatGuess(first.settings(), null, count + " fit"));
    }

    private static Optional<Accepted> number(List<String> values, List<String> form) {
        String decimal = form.get(0);
        String grouping = form.size() > 1 ? form.get(1) : null;
        NumberFormat format = new NumberFormat(decimal, grouping);
        List<BigDecimal> numbers = new ArrayList<>();
        List<String> spelled = new ArrayList<>();
        for (String value : values) {
            String number = spelled(value, format);
            if (number == null || LEADING_ZERO.matcher(number).matches()) {
                return Optional.empty();
            }
            try {
                numbers.add(new BigDecimal(number).stripTrailingZeros());
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
            spelled.add(number);
        }
        Map<String, Object> settings = new LinkedHashMap<>();
        if (!decimal.equals(".") || grouping != null) {
            settings.put("decimal", decimal);
        }
        if (grouping != null) {
            settings.put("grouping", grouping);
        }
        String name = "decimal \"" + decimal + "\"" + (grouping == null ? "" : " and grouping \"" + grouping + "\"");
        return Optional.of(new Accepted(settings, name, numbers, spelled));
    }

    private static Optional<FormatGuess> times(List<String> values, String count) {
        List<Accepted> accepted = new ArrayList<>();
        for (String date : DATES) {
            for (String time : TIMES) {
                time(values, date + time).ifPresent(accepted::add);
            }
        }
        if (accepted.isEmpty() || !isText(values, true)) {
            return Optional.empty();
        }
        return Optional.of(
                isAmbiguous(accepted)
                        ? new FormatGuess(
                                Map.of(),
                                null,
                                "stays text: all " + count + " are dates in the form "
                                        + names(accepted, ", or in the form "))
                        : new FormatGuess(accepted.get(0).settings(), null, count + " fit"));
    }

    private static Optional<Accepted> time(List<String> values, String pattern) {
        TimeFormat format = new TimeFormat(pattern, null, ZoneOffset.UTC);
        List<String> times = new ArrayList<>();
        for (String value : values) {
            String time = spelled(value, format);
            if (time == null) {
                return Optional.empty();
            }
            times.add(time);
        }
        return Optional.of(new Accepted(Map.of("format", pattern), pattern, times, times));
    }

    private static String spelled(String value, ValueCheck format) {
        try {
            return value.length() > LONGEST_NUMBER ? null : format.apply(value);
        } catch (InvalidValueException e) {
            return null;
        }
    }

    private static boolean isAmbiguous(List<Accepted> accepted) {
        return accepted.stream().map(Accepted::meaning).distinct().count() > 1;
    }

    /** Returns the names of the forms with different meanings. */
    private static String names(List<Accepted> accepted, String or) {
        Map<List<?>, String> byMeaning = accepted.stream()
                .collect(Collectors.toMap(
                        Accepted::meaning, Accepted::name, (first, second) -> first, LinkedHashMap::new));
        return String.join(or, byMeaning.values());
    }

    private static boolean isText(List<String> values, boolean key) {
        TypeGuess guess = new TypeGuess(key);
        values.forEach(guess::add);
        return TEXT_TYPE.matcher(guess.type()).matches();
    }
}

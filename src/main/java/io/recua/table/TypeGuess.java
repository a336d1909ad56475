package io.recua.table;

import io.recua.table.Column.ValueCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Guesses the type of a column from the values of a file. It guesses a type other than text only if the type returns
 * every value as written, except for trailing zeros of decimals and the T of a timestamp.
 */
public final class TypeGuess {

    /** The capacity of a VARCHAR in characters. A text type must hold twice the length of the longest value. */
    private static final int VARCHAR = 255;

    private static final int TEXT = 65_535 / 4;
    private static final int MAX_DIGITS = 65;
    private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9]\\d*)(?:\\.(\\d+))?");

    private final boolean key;
    private final List<Candidate> candidates = new ArrayList<>(List.of(
            new Candidate("BIGINT", asWritten(Numbers.integer(Long.SIZE, false))),
            new Candidate("DATE", asWritten(Times::date)),
            new Candidate("DATETIME", TypeGuess::dateTime)));
    private boolean decimal = true;
    private int digitsBefore = 1;
    private int digitsAfter;
    private int fraction;
    private int longest;
    private boolean any;

    private record Candidate(String type, ValueCheck check) {}

    /**
     * Creates a guess without values.
     *
     * @param key whether the column is part of the key; the values of a key must stay exactly as written
     */
    public TypeGuess(boolean key) {
        this.key = key;
    }

    /** Adds a value of the file. Ignores null. */
    public void add(String value) {
        if (value == null) {
            return;
        }
        any = true;
        longest = Math.max(longest, value.codePointCount(0, value.length()));
        candidates.removeIf(candidate -> !accepts(candidate, value));
        decimal = decimal && isDecimal(value);
        fraction = Math.max(fraction, value.length() > 20 ? Math.min(6, value.length() - 20) : 0);
    }

    private static boolean accepts(Candidate candidate, String value) {
        try {
            candidate.check().apply(value);
            return true;
        } catch (InvalidValueException e) {
            return false;
        }
    }

    private static ValueCheck asWritten(ValueCheck check) {
        return value -> {
            ValueChecks.require(check.apply(value).equals(value), "is not in the stored form");
            return value;
        };
    }

    /** Accepts a space or a T before the time, and up to 6 decimals, the maximum of DATETIME. */
    private static String dateTime(String value) throws InvalidValueException {
        ValueChecks.require(value.length() >= 19, "has no time");
        return Times.dateTime(value, 6);
    }

    private boolean isDecimal(String value) {
        Matcher matcher = DECIMAL.matcher(value);
        if (!matcher.matches()) {
            return false;
        }
        digitsBefore = Math.max(digitsBefore, matcher.group(1).length());
        digitsAfter = Math.max(
                digitsAfter, matcher.group(2) == null ? 0 : matcher.group(2).length());
        return digitsAfter <= 30 && 2 * digitsBefore + digitsAfter <= MAX_DIGITS;
    }

    /** Returns the guessed type with its length. */
    public String type() {
        if (any && !candidates.isEmpty()) {
            String type = candidates.get(0).type();
            return type.equals("DATETIME") && fraction > 0 ? "DATETIME(" + fraction + ")" : type;
        }
        if (any && decimal && !key) {
            return "DECIMAL(" + (2 * digitsBefore + digitsAfter) + "," + digitsAfter + ")";
        }
        return text();
    }

    private String text() {
        return 2 * longest <= VARCHAR ? "VARCHAR(" + VARCHAR + ")" : 2 * longest <= TEXT ? "TEXT" : "LONGTEXT";
    }
}

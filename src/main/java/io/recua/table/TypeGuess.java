package io.recua.table;

import io.recua.table.Column.ValueCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The type of a column by the values of a file, on the safe side: a type other than text is guessed only if every value
 * comes back from it as it was written, but for zeros at the end of decimals and the T of an instant.
 */
public final class TypeGuess {

    /** Text columns have room for twice the longest value that was seen, up to these many characters. */
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
    private int digitsBehind;
    private int fraction;
    private int longest;
    private boolean any;

    private record Candidate(String type, ValueCheck fit) {}

    /** @param key whether the column is part of the key, whose values must stay exactly as they are */
    public TypeGuess(boolean key) {
        this.key = key;
    }

    /** Takes a value of the file into account; null says nothing. */
    public void add(String value) {
        if (value == null) {
            return;
        }
        any = true;
        longest = Math.max(longest, value.codePointCount(0, value.length()));
        candidates.removeIf(candidate -> !takes(candidate, value));
        decimal = decimal && isDecimal(value);
        fraction = Math.max(fraction, value.length() > 20 ? Math.min(6, value.length() - 20) : 0);
    }

    private static boolean takes(Candidate candidate, String value) {
        try {
            candidate.fit().apply(value);
            return true;
        } catch (InvalidValueException e) {
            return false;
        }
    }

    private static ValueCheck asWritten(ValueCheck fit) {
        return value -> {
            ValueChecks.require(fit.apply(value).equals(value), "is written otherwise");
            return value;
        };
    }

    /** With a blank or a T before the time, whole or with as many decimals as DATETIME holds. */
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
        digitsBehind = Math.max(
                digitsBehind, matcher.group(2) == null ? 0 : matcher.group(2).length());
        return digitsBehind <= 30 && 2 * digitsBefore + digitsBehind <= MAX_DIGITS;
    }

    /** The type, with its length. */
    public String type() {
        if (any && !candidates.isEmpty()) {
            String type = candidates.get(0).type();
            return type.equals("DATETIME") && fraction > 0 ? "DATETIME(" + fraction + ")" : type;
        }
        if (any && decimal && !key) {
            return "DECIMAL(" + (2 * digitsBefore + digitsBehind) + "," + digitsBehind + ")";
        }
        return text();
    }

    private String text() {
        return 2 * longest <= VARCHAR ? "VARCHAR(" + VARCHAR + ")" : 2 * longest <= TEXT ? "TEXT" : "LONGTEXT";
    }
}

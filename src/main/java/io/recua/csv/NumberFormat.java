package io.recua.csv;

import static io.recua.table.InvalidValueException.require;

import io.recua.table.Column.ValueCheck;
import io.recua.table.InvalidValueException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Spells a number with a decimal point and without groups of digits. Groups, if there are any, must all have three digits,
 * so that a separator that was meant as a decimal separator is found.
 */
final class NumberFormat implements ValueCheck {

    private final Pattern pattern;
    private final String decimal;
    private final String grouping;

    /** @param grouping the separator between groups of three digits; null for none */
    NumberFormat(String decimal, String grouping) {
        this.decimal = decimal;
        this.grouping = grouping;
        String groups = grouping == null ? "" : "[0-9]{1,3}(?:" + Pattern.quote(grouping) + "[0-9]{3})++|";
        this.pattern = Pattern.compile("([+-]?(?:" + groups + "[0-9]++)?)(?:" + Pattern.quote(decimal)
                + "([0-9]*+))?((?:[eE][+-]?[0-9]{1,4})?)");
    }

    @Override
    public String apply(String value) throws InvalidValueException {
        Matcher matcher = pattern.matcher(value);
        require(
                matcher.matches(),
                "is not a number with the decimal separator %s%s",
                decimal,
                grouping == null ? "" : " and groups of three digits separated by " + grouping);
        String whole = grouping == null ? matcher.group(1) : matcher.group(1).replace(grouping, "");
        return whole + (matcher.group(2) == null ? "" : "." + matcher.group(2)) + matcher.group(3);
    }
}

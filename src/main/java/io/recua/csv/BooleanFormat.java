package io.recua.csv;

import static io.recua.table.InvalidValueException.require;

import io.recua.table.Column.ValueCheck;
import io.recua.table.InvalidValueException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Spells true as 1 and false as 0.
 *
 * <p>YAML reads an unquoted {@code NO} or {@code off} as false, and {@code YES} or {@code on} as true. A setting that
 * holds {@code true} or {@code false} therefore stands for all of these words.
 */
record BooleanFormat(List<String> trueValues, List<String> falseValues) implements ValueCheck {

    private static final Set<String> YAML_TRUE = Set.of("true", "yes", "on");
    private static final Set<String> YAML_FALSE = Set.of("false", "no", "off");

    @Override
    public String apply(String value) throws InvalidValueException {
        boolean isTrue = isOneOf(trueValues, value);
        require(isTrue || isOneOf(falseValues, value), "is none of true %s and false %s", trueValues, falseValues);
        return isTrue ? "1" : "0";
    }

    private static boolean isOneOf(List<String> texts, String value) {
        String word = value.toLowerCase(Locale.ROOT);
        return texts.contains(value)
                || texts.contains("true") && YAML_TRUE.contains(word)
                || texts.contains("false") && YAML_FALSE.contains(word);
    }
}

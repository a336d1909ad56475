package io.recua.table;

import static io.recua.table.ValueChecks.require;

import io.recua.table.Column.ValueCheck;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;

/**
 * Validates the values of integer and decimal columns and converts them to plain decimals. Values are never rounded.
 */
final class Numbers {

    /** The time to parse a number grows with the square of its length. No column can hold a longer number. */
    private static final int MAX_LENGTH = 1000;

    private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]++");
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(?:[0-9]++(?:\\.[0-9]*+)?|\\.[0-9]++)(?:[eE][+-]?[0-9]{1,4})?");

    private Numbers() {}

    static ValueCheck integer(int bits, boolean unsigned) {
        BigInteger min =
                unsigned ? BigInteger.ZERO : BigInteger.ONE.shiftLeft(bits - 1).negate();
        BigInteger max = BigInteger.ONE.shiftLeft(unsigned ? bits : bits - 1).subtract(BigInteger.ONE);
        int safeDigits = max.toString().length() - 1;
        return value -> {
            if (isPlain(value, safeDigits)) {
                return value;
            }
            requireShort(value);
            require(INTEGER.matcher(value).matches(), "is not a whole number");
            BigInteger number = new BigInteger(value);
            require(
                    number.compareTo(min) >= 0 && number.compareTo(max) <= 0,
                    "is out of the range from %d to %d",
                    min,
                    max);
            return number.toString();
        };
    }

    /**
     * Returns whether the value is in plain form and short enough to be in range: digits without sign or leading zero.
     */
    private static boolean isPlain(String value, int safeDigits) {
        int length = value.length();
        if (length == 0 || length > safeDigits || (value.charAt(0) == '0' && length > 1)) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (value.charAt(i) < '0' || value.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    static ValueCheck decimal(int precision, int scale, boolean unsigned) {
        return value -> {
            BigDecimal number = number(value, unsigned);
            require(number.scale() <= scale, "has more than the column's %d decimals", scale);
            require(
                    number.precision() - number.scale() <= precision - scale || number.signum() == 0,
                    "has more than the column's %d digits before the point",
                    precision - scale);
            return number.setScale(scale).toPlainString();
        };
    }

    /** Parses a number and removes its trailing zeros. */
    static BigDecimal number(String value, boolean unsigned) throws InvalidValueException {
        requireShort(value);
        require(NUMBER.matcher(value).matches(), "is not a number");
        BigDecimal number = new BigDecimal(value).stripTrailingZeros();
        require(!unsigned || number.signum() >= 0, "is negative, but the column is unsigned");
        return number;
    }

    private static void requireShort(String value) throws InvalidValueException {
        require(value.length() <= MAX_LENGTH, "has " + value.length() + " characters, too long for a number");
    }
}

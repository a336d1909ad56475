package io.recua.table;

import static io.recua.table.ValueChecks.require;

import io.recua.table.Column.ValueCheck;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;

/** What integer and decimal columns take. They never round; the values are put into plain form. */
final class Numbers {

    /** The time to read a number grows with the square of its length, and no column holds so long a one. */
    private static final int LONGEST = 1000;

    private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]++");
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(?:[0-9]++(?:\\.[0-9]*+)?|\\.[0-9]++)(?:[eE][+-]?[0-9]{1,4})?");

    private Numbers() {}

    static ValueCheck integer(int bits, boolean unsigned) {
        BigInteger least =
                unsigned ? BigInteger.ZERO : BigInteger.ONE.shiftLeft(bits - 1).negate();
        BigInteger most = BigInteger.ONE.shiftLeft(unsigned ? bits : bits - 1).subtract(BigInteger.ONE);
        int safeDigits = most.toString().length() - 1;
        return value -> {
            if (isPlain(value, safeDigits)) {
                return value;
            }
            requireShort(value);
            require(INTEGER.matcher(value).matches(), "is not a whole number");
            BigInteger number = new BigInteger(value);
            require(
                    number.compareTo(least) >= 0 && number.compareTo(most) <= 0,
                    "is out of the range from %d to %d",
                    least,
                    most);
            return number.toString();
        };
    }

    /** Digits without sign or leading zero, so few that they are in range: already in plain form. */
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

    /** The number without zeros at its end. */
    static BigDecimal number(String value, boolean unsigned) throws InvalidValueException {
        requireShort(value);
        require(NUMBER.matcher(value).matches(), "is not a number");
        BigDecimal number = new BigDecimal(value).stripTrailingZeros();
        require(!unsigned || number.signum() >= 0, "is negative, but the column is unsigned");
        return number;
    }

    private static void requireShort(String value) throws InvalidValueException {
        require(value.length() <= LONGEST, value.length() + " characters are no number that the column holds");
    }
}

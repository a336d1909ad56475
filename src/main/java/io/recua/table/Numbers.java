package io.recua.table;

import static io.recua.table.ColumnFits.require;

import io.recua.table.Column.Fit;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;

/** What numeric columns take. Exact types never round; integers and decimals are put into plain form. */
final class Numbers {

    private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]+");
    private static final Pattern NUMBER = Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]{1,4})?");

    private Numbers() {}

    static Fit integer(int bits, boolean unsigned) {
        BigInteger least =
                unsigned ? BigInteger.ZERO : BigInteger.ONE.shiftLeft(bits - 1).negate();
        BigInteger most = BigInteger.ONE.shiftLeft(unsigned ? bits : bits - 1).subtract(BigInteger.ONE);
        int safeDigits = most.toString().length() - 1;
        return value -> {
            if (isPlain(value, safeDigits)) {
                return value;
            }
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

    static Fit decimal(int precision, int scale, boolean unsigned) {
        return value -> {
            require(NUMBER.matcher(value).matches(), "is not a number");
            BigDecimal number = new BigDecimal(value).stripTrailingZeros();
            require(!unsigned || number.signum() >= 0, "is negative, but the column is unsigned");
            require(number.scale() <= scale, "has more than the column's %d decimals", scale);
            require(
                    number.precision() - number.scale() <= precision - scale || number.signum() == 0,
                    "has more than the column's %d digits before the point",
                    precision - scale);
            return number.setScale(scale).toPlainString();
        };
    }

    static Fit floating(double most, boolean unsigned) {
        return value -> {
            require(NUMBER.matcher(value).matches(), "is not a number");
            double number = Double.parseDouble(value);
            require(Math.abs(number) <= most, "is out of the column's range");
            require(!unsigned || number >= 0, "is negative, but the column is unsigned");
            return value;
        };
    }
}

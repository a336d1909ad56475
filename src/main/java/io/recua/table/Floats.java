package io.recua.table;

import static io.recua.table.ValueChecks.require;

import io.recua.table.Column.ValueCheck;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * What FLOAT and DOUBLE columns take: a number that the column shows as it was written, by its value. FLOAT shows 6 digits,
 * DOUBLE the shortest decimal of the stored number, and either with (M,D) exactly D decimals.
 *
 * <p>The form is plain up to 30 digits before and behind the point, which SQL computes too, and with an exponent beyond; a
 * negative zero is zero.
 */
final class Floats {

    static final int PLAIN_DIGITS = 30;

    private static final MathContext FLOAT_DIGITS = new MathContext(6, RoundingMode.HALF_EVEN);
    private static final int DOUBLE_DIGITS = 17;

    /** As many digits are kept by each double but the smallest ones. */
    private static final int SURE_DIGITS = 15;

    private Floats() {}

    static ValueCheck single(boolean unsigned) {
        return value -> {
            BigDecimal number = Numbers.number(value, unsigned);
            float stored = (float) number.doubleValue();
            require(Float.isFinite(stored), "is out of the column's range");
            require(
                    number.precision() <= FLOAT_DIGITS.getPrecision() && Math.abs(stored) >= Float.MIN_NORMAL
                            || new BigDecimal(stored).round(FLOAT_DIGITS).compareTo(number) == 0,
                    "has more digits than the 6 that a FLOAT column shows; make it DOUBLE or DECIMAL");
            return form(number);
        };
    }

    static ValueCheck twice(boolean unsigned) {
        return value -> {
            BigDecimal number = Numbers.number(value, unsigned);
            double stored = number.doubleValue();
            require(Double.isFinite(stored), "is out of the column's range");
            require(isShownByDouble(number, stored), "has more digits than a DOUBLE column keeps; make it DECIMAL");
            return form(number);
        };
    }

    /** A column with (M,D), which rounds as MySQL does it before it stores. */
    static ValueCheck rounded(int precision, int scale, boolean unsigned, boolean single) {
        ValueCheck digits = Numbers.decimal(precision, scale, unsigned);
        double unit = Double.parseDouble("1e" + scale);
        return value -> {
            String plain = digits.apply(value);
            double number = Double.parseDouble(plain);
            double rounded = Math.floor(number) + Math.rint((number - Math.floor(number)) * unit) / unit;
            double stored = single ? (float) rounded : rounded;
            require(
                    Double.isFinite(stored) && isShownWithDecimals(new BigDecimal(plain), scale, stored),
                    "has more digits than the column keeps; make it DECIMAL");
            return plain;
        };
    }

    /** Whether the number is the shortest decimal that means this double, and of those the nearest to it. */
    static boolean isShownByDouble(BigDecimal number, double stored) {
        int digits = number.precision();
        if (number.signum() == 0 || digits <= SURE_DIGITS && Math.abs(stored) >= Double.MIN_NORMAL) {
            return true;
        }
        if (digits > DOUBLE_DIGITS) {
            return false;
        }
        BigDecimal exact = new BigDecimal(stored);
        return exact.round(new MathContext(digits, RoundingMode.HALF_EVEN)).compareTo(number) == 0
                && (digits == 1
                        || !means(stored, exact.round(new MathContext(digits - 1, RoundingMode.UP)))
                                && !means(stored, exact.round(new MathContext(digits - 1, RoundingMode.DOWN))));
    }

    /** MySQL shows the shortest decimal, unless that has too many decimals; then it rounds to so many. */
    private static boolean isShownWithDecimals(BigDecimal number, int scale, double stored) {
        return number.doubleValue() == stored
                ? isShownByDouble(number.stripTrailingZeros(), stored)
                : new BigDecimal(stored).setScale(scale, RoundingMode.HALF_EVEN).equals(number);
    }

    private static boolean means(double stored, BigDecimal shorter) {
        return shorter.doubleValue() == stored;
    }

    static String form(BigDecimal number) {
        boolean plain = number.scale() <= PLAIN_DIGITS && number.precision() - number.scale() <= PLAIN_DIGITS;
        return plain ? number.toPlainString() : number.toString();
    }
}

package io.recua.table;

import static io.recua.table.ValueChecks.require;

import io.recua.table.Column.ValueCheck;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Validates and converts the values of FLOAT and DOUBLE columns. A number is valid if the column displays the same
 * value that was written. FLOAT displays 6 digits, DOUBLE the shortest decimal of the stored number, and a type with
 * (M,D) exactly D decimals.
 *
 * <p>The form is a plain decimal with up to 30 digits before and after the decimal point, which SQL can compute too.
 * Other numbers are written with an exponent. Negative zero becomes zero.
 */
final class Floats {

    static final int PLAIN_DIGITS = 30;

    private static final MathContext FLOAT_DIGITS = new MathContext(6, RoundingMode.HALF_EVEN);
    private static final int DOUBLE_DIGITS = 17;

    /** Every double, except the smallest ones, keeps this number of digits. */
    private static final int SAFE_DIGITS = 15;

    private Floats() {}

    static ValueCheck singlePrecision(boolean unsigned) {
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

    static ValueCheck doublePrecision(boolean unsigned) {
        return value -> {
            BigDecimal number = Numbers.number(value, unsigned);
            double stored = number.doubleValue();
            require(Double.isFinite(stored), "is out of the column's range");
            require(isDisplayedByDouble(number, stored), "has more digits than a DOUBLE column keeps; make it DECIMAL");
            return form(number);
        };
    }

    /** Checks values for a column with (M,D). Rounds as MySQL does before it stores. */
    static ValueCheck rounded(int precision, int scale, boolean unsigned, boolean single) {
        ValueCheck digits = Numbers.decimal(precision, scale, unsigned);
        double unit = Double.parseDouble("1e" + scale);
        return value -> {
            String plain = digits.apply(value);
            double number = Double.parseDouble(plain);
            double rounded = Math.floor(number) + Math.rint((number - Math.floor(number)) * unit) / unit;
            double stored = single ? (float) rounded : rounded;
            require(
                    Double.isFinite(stored) && isDisplayedWithDecimals(new BigDecimal(plain), scale, stored),
                    "has more digits than the column keeps; make it DECIMAL");
            return plain;
        };
    }

    /** Returns whether the number is the shortest decimal of this double and, among those, the nearest to it. */
    static boolean isDisplayedByDouble(BigDecimal number, double stored) {
        int digits = number.precision();
        if (number.signum() == 0 || digits <= SAFE_DIGITS && Math.abs(stored) >= Double.MIN_NORMAL) {
            return true;
        }
        if (digits > DOUBLE_DIGITS) {
            return false;
        }
        BigDecimal exact = new BigDecimal(stored);
        return exact.round(new MathContext(digits, RoundingMode.HALF_EVEN)).compareTo(number) == 0
                && (digits == 1
                        || !parsesTo(stored, exact.round(new MathContext(digits - 1, RoundingMode.UP)))
                                && !parsesTo(stored, exact.round(new MathContext(digits - 1, RoundingMode.DOWN))));
    }

    /** MySQL displays the shortest decimal. If that has more decimals than the scale, MySQL rounds to the scale. */
    private static boolean isDisplayedWithDecimals(BigDecimal number, int scale, double stored) {
        return number.doubleValue() == stored
                ? isDisplayedByDouble(number.stripTrailingZeros(), stored)
                : new BigDecimal(stored).setScale(scale, RoundingMode.HALF_EVEN).equals(number);
    }

    private static boolean parsesTo(double stored, BigDecimal shorter) {
        return shorter.doubleValue() == stored;
    }

    /** Returns the number as text, plain or with an exponent as described above. */
    static String form(BigDecimal number) {
        boolean plain = number.scale() <= PLAIN_DIGITS && number.precision() - number.scale() <= PLAIN_DIGITS;
        return plain ? number.toPlainString() : number.toString();
    }
}

package io.recua.config;

import java.math.BigDecimal;

/** A share written as a percentage, such as {@code 10%} or {@code 0.5%}. */
public record Percentage(BigDecimal percent) {

    public Percentage {
        if (percent.signum() < 0 || percent.compareTo(BigDecimal.valueOf(100)) > 0) {
            throw new IllegalArgumentException("write a percentage from 0% to 100%");
        }
    }

    /**
     * Parses a text such as {@code 10%}. The percent sign is optional.
     *
     * @throws IllegalArgumentException if the text is not a percentage from 0% to 100%
     */
    public static Percentage of(String text) {
        String number = text.strip();
        number = number.endsWith("%") ? number.substring(0, number.length() - 1).strip() : number;
        try {
            return new Percentage(new BigDecimal(number));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("write a percentage such as 10%");
        }
    }

    /** Returns whether {@code part} is more than this percentage of {@code whole}. */
    public boolean isExceededBy(long part, long whole) {
        return compare(part, whole) > 0;
    }

    /** Returns whether {@code part} is less than this percentage of {@code whole}. */
    public boolean isMissedBy(long part, long whole) {
        return compare(part, whole) < 0;
    }

    private int compare(long part, long whole) {
        return BigDecimal.valueOf(part).movePointRight(2).compareTo(percent.multiply(BigDecimal.valueOf(whole)));
    }

    @Override
    public String toString() {
        return percent.stripTrailingZeros().toPlainString() + "%";
    }
}

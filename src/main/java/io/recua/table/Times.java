package io.recua.table;

import static io.recua.table.ValueChecks.require;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Validates and converts the values of temporal columns. A value must be in an ISO form without a time zone, exist on
 * the calendar, and have no more decimals of a second than the column. Values are converted to the form that the
 * database displays, so that two keys are equal if and only if their stored values are equal.
 */
final class Times {

    private static final Pattern DATE = Pattern.compile("(\\d{4})-(\\d{2})-(\\d{2})");
    private static final Pattern CLOCK = Pattern.compile("(\\d{2}):(\\d{2}):(\\d{2})(?:\\.(\\d{1,9}))?");
    private static final Pattern DATE_TIME = Pattern.compile("(" + DATE + ")(?:[ T](" + CLOCK + "))?");
    private static final Pattern TIME = Pattern.compile("-?(\\d{1,3}):([0-5]\\d):([0-5]\\d)(?:\\.(\\d{1,9}))?");
    private static final Pattern YEAR = Pattern.compile("\\d{4}");
    private static final DateTimeFormatter CLOCK_FORMAT = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final LocalDateTime TIMESTAMP_MIN = LocalDateTime.of(1970, 1, 1, 0, 0, 1);
    private static final LocalDateTime TIMESTAMP_LIMIT = LocalDateTime.of(2038, 1, 19, 3, 14, 8);

    private Times() {}

    static String date(String value) throws InvalidValueException {
        require(DATE.matcher(value).matches(), "is not a date such as 2026-01-31");
        calendar(() -> LocalDate.parse(value));
        return value;
    }

    static String dateTime(String value, int fraction) throws InvalidValueException {
        return formatted(parsed(value, fraction), fraction);
    }

    static String timestamp(String value, int fraction) throws InvalidValueException {
        LocalDateTime instant = parsed(value, fraction);
        require(
                !instant.isBefore(TIMESTAMP_MIN) && instant.isBefore(TIMESTAMP_LIMIT),
                "is out of the range of TIMESTAMP, 1970 to 2038");
        return formatted(instant, fraction);
    }

    static String time(String value, int fraction) throws InvalidValueException {
        Matcher matcher = TIME.matcher(value);
        require(matcher.matches(), "is not a time such as 23:59:59");
        require(Integer.parseInt(matcher.group(1)) <= 838, "is out of the range of TIME, 838 hours");
        requireDecimals(fraction, matcher.group(4));
        String time = "%02d:%s:%s".formatted(Integer.parseInt(matcher.group(1)), matcher.group(2), matcher.group(3))
                + decimals(matcher.group(4), fraction);
        return value.startsWith("-") && !time.matches("[0:.]*") ? "-" + time : time;
    }

    private static String formatted(LocalDateTime instant, int fraction) {
        return instant.toLocalDate() + " " + CLOCK_FORMAT.format(instant)
                + decimals("%09d".formatted(instant.getNano()), fraction);
    }

    /** Returns the decimal point and the decimals that the column keeps. All further decimals are zeros. */
    private static String decimals(String digits, int fraction) {
        return fraction == 0
                ? ""
                : "." + ((digits == null ? "" : digits) + "0".repeat(fraction)).substring(0, fraction);
    }

    static String year(String value) throws InvalidValueException {
        require(YEAR.matcher(value).matches(), "is not a year of four digits");
        int year = Integer.parseInt(value);
        require(year == 0 || (year >= 1901 && year <= 2155), "is out of the range of YEAR, 1901 to 2155");
        return value;
    }

    private static LocalDateTime parsed(String value, int fraction) throws InvalidValueException {
        Matcher matcher = DATE_TIME.matcher(value);
        require(matcher.matches(), "is not a date and time such as 2026-01-31 23:59:59, without a zone");
        requireDecimals(fraction, matcher.group(9));
        LocalDate date = calendar(() -> LocalDate.parse(matcher.group(1)));
        LocalTime time =
                matcher.group(5) == null ? LocalTime.MIDNIGHT : calendar(() -> LocalTime.parse(matcher.group(5)));
        return date.atTime(time);
    }

    private static void requireDecimals(int fraction, String digits) throws InvalidValueException {
        require(
                digits == null
                        || digits.length() <= fraction
                        || digits.substring(fraction).matches("0*"),
                "has more than the column's %d decimals of a second",
                fraction);
    }

    private static <T> T calendar(Supplier<T> parse) throws InvalidValueException {
        try {
            return parse.get();
        } catch (DateTimeException e) {
            throw new InvalidValueException("is not a valid date or time");
        }
    }
}

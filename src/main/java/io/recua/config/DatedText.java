package io.recua.config;

import static io.recua.config.SettingException.require;

import java.time.DateTimeException;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A text with dates in braces, such as {@code rows-{yyyy-MM-dd}.csv}. In the braces is a pattern of {@code java.time}; after a
 * blank may be a distance from the slot in hours, days or months, such as {@code {yyyy-MM-dd -1d}}. Braces around anything else
 * are part of the text, because JSON has braces too.
 */
record DatedText(String text) {

    private static final Pattern DATE = Pattern.compile(
            "\\{((?:[uyYMLdDEQwHms]|'[^'{}]*')(?:[uyYMLdDEQwHms,._:/-]|'[^'{}]*')*)" + "(?: ([+-]\\d{1,4})([hdM]))?}");

    private static final Map<String, ChronoUnit> UNITS =
            Map.of("h", ChronoUnit.HOURS, "d", ChronoUnit.DAYS, "M", ChronoUnit.MONTHS);

    /** English names of months; weeks as in ISO 8601, which the region GB has and the language alone has not. */
    private static final Locale NAMES_AND_WEEKS = Locale.forLanguageTag("en-US-u-rg-gbzzzz");

    private static final ZonedDateTime SAMPLE = ZonedDateTime.of(2026, 12, 31, 23, 59, 59, 0, ZoneOffset.UTC);

    boolean isDated() {
        return DATE.matcher(text).find();
    }

    /** Returns the text with the dates of this instant. */
    String at(ZonedDateTime slot) {
        return DATE.matcher(text).replaceAll(date -> Matcher.quoteReplacement(format(date, slot)));
    }

    private static String format(MatchResult date, ZonedDateTime slot) {
        ZonedDateTime moved =
                date.group(2) == null ? slot : slot.plus(Integer.parseInt(date.group(2)), UNITS.get(date.group(3)));
        return DateTimeFormatter.ofPattern(date.group(1), NAMES_AND_WEEKS).format(moved);
    }

    /**
     * Checks the dates.
     *
     * @param setting the name of the setting, for error messages
     * @throws SettingException if a pattern is invalid, or is one of the well-known mistakes
     */
    void check(String setting) {
        DATE.matcher(text)
                .results()
                .forEach(date -> require(
                        isPattern(date),
                        setting,
                        "\"" + date.group() + "\" is not a date pattern; write one such as {yyyy-MM-dd}"));
        String letters = DATE.matcher(text)
                .results()
                .map(date -> date.group(1).replaceAll("'[^']*'", ""))
                .collect(Collectors.joining());
        require(
                !letters.contains("Y") || letters.contains("w"),
                setting,
                "has a date with Y, the year of a week, which differs around New Year; write yyyy");
        require(
                !letters.contains("m") || letters.contains("H"),
                setting,
                "has a date with m, the minute, but without H, the hour; write MM for the month");
        require(
                !letters.contains("D") || !letters.contains("M"),
                setting,
                "has a date with D, the day of the year; write dd for the day of the month");
    }

    private static boolean isPattern(MatchResult date) {
        try {
            format(date, SAMPLE);
            return true;
        } catch (IllegalArgumentException | DateTimeException e) {
            return false;
        }
    }
}

package io.recua.csv;

import static io.recua.table.InvalidValueException.require;

import io.recua.config.ColumnProperties;
import io.recua.table.Column.ValueCheck;
import io.recua.table.InvalidValueException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.List;
import java.util.Locale;

/**
 * Spells a date, a time, or both in the ISO form. A value that does not exist on the calendar, or that does not read back
 * from the ISO form, is rejected.
 *
 * <p>With a time zone, or an offset in the pattern, the value is an instant, and its result is the local time in the zone
 * in which the column stores times. A local time that the zone has twice or not at all, at a change of summer time, is
 * rejected.
 */
final class TimeFormat implements ValueCheck {

    private static final DateTimeFormatter ISO =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss[.SSSSSSSSS]", Locale.ROOT);

    private final String pattern;
    private final DateTimeFormatter format;
    private final ZoneId zone;
    private final ZoneId stored;

    /**
     * @param zone the time zone of the file's values; null if they are stored as they are
     * @param stored the time zone in which the column stores times
     */
    TimeFormat(String pattern, ZoneId zone, ZoneId stored) {
        this.pattern = pattern;
        this.zone = zone;
        this.stored = stored;
        this.format = ColumnProperties.timeFormatter(pattern);
    }

    @Override
    public String apply(String value) throws InvalidValueException {
        try {
            return spelled(format.parse(value));
        } catch (DateTimeException e) {
            throw new InvalidValueException("is not a date or time in the form " + pattern);
        }
    }

    private String spelled(TemporalAccessor found) throws InvalidValueException {
        LocalDate date = found.query(TemporalQueries.localDate());
        LocalTime time = found.query(TemporalQueries.localTime());
        ZoneId given = found.query(TemporalQueries.zone());
        require(date != null || time != null, "is not a whole date or time in the form %s", pattern);
        if (date == null) {
            return time.toString().length() == 5 ? time + ":00" : time.toString();
        }
        if (time == null) {
            return date.toString();
        }
        LocalDateTime local = date.atTime(time);
        return iso(given == null && zone == null ? local : inStoredZone(local, given == null ? zone : given));
    }

    private LocalDateTime inStoredZone(LocalDateTime local, ZoneId from) throws InvalidValueException {
        List<ZoneOffset> offsets = from.getRules().getValidOffsets(local);
        require(!offsets.isEmpty(), "does not exist in %s, because the clocks were put forward", from);
        require(offsets.size() == 1, "exists twice in %s, because the clocks were put back", from);
        return local.atOffset(offsets.get(0)).atZoneSameInstant(stored).toLocalDateTime();
    }

    private static String iso(LocalDateTime local) {
        String text = ISO.format(local);
        return local.getNano() == 0 ? text.substring(0, "uuuu-MM-dd HH:mm:ss".length()) : text;
    }
}

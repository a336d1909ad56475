package io.recua.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.recua.config.RecuaProperties;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** The slots of a schedule; in 2026 Madrid's clocks change on 29 March and 25 October. */
class ScheduleTest {

    @ParameterizedTest(name = "{0}: {1} in {2}, seen at {3}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            midweek                       | 0 0 5 ? * MON    | UTC           | 2026-11-25T12:00:00Z     | 2026-11-23T05:00:00Z
            at the slot itself            | 0 0 5 ? * MON    | UTC           | 2026-11-23T05:00:00Z     | 2026-11-23T05:00:00Z
            just before the slot          | 0 0 5 ? * MON    | UTC           | 2026-11-23T04:59:59.999Z | 2026-11-16T05:00:00Z
            winter time                   | 0 0 5 ? * MON    | Europe/Madrid | 2026-11-25T12:00:00Z     | 2026-11-23T04:00:00Z
            summer time                   | 0 0 5 ? * MON    | Europe/Madrid | 2026-07-15T12:00:00Z     | 2026-07-13T03:00:00Z
            before the first winter slot  | 0 0 5 ? * MON    | Europe/Madrid | 2026-10-26T03:59:59Z     | 2026-10-19T03:00:00Z
            at the first winter slot      | 0 0 5 ? * MON    | Europe/Madrid | 2026-10-26T04:00:00Z     | 2026-10-26T04:00:00Z
            before the first summer slot  | 0 0 5 ? * MON    | Europe/Madrid | 2026-03-30T02:59:59Z     | 2026-03-23T04:00:00Z
            at the first summer slot      | 0 0 5 ? * MON    | Europe/Madrid | 2026-03-30T03:00:00Z     | 2026-03-30T03:00:00Z
            every second                  | * * * * * ?      | UTC           | 2026-11-22T12:00:00.500Z | 2026-11-22T12:00:00Z
            once a month                  | 0 0 0 1 * ?      | UTC           | 2026-11-22T12:00:00Z     | 2026-11-01T00:00:00Z
            once a year                   | 0 0 0 1 1 ?      | UTC           | 2026-11-22T12:00:00Z     | 2026-01-01T00:00:00Z
            on leap days                  | 0 0 0 29 2 ?     | UTC           | 2027-11-22T12:00:00Z     | 2024-02-29T00:00:00Z
            never yet                     | 0 0 0 1 1 ? 2099 | UTC           | 2026-11-22T12:00:00Z     | 2000-01-01T00:00:00Z
            """)
    void lastIsTheLatestSlotThatIsPast(String name, String cron, String zone, Instant now, String slot) {
        Schedule schedule = schedule(cron, zone, now);

        String last = schedule.last("a");

        assertThat(last).isEqualTo(slot);
    }

    @Test
    void theSlotThatIsFiredAndTheOneThatIsCaughtUpAreTheSame() {
        Instant slot = Instant.parse("2026-11-23T04:00:00Z");
        Schedule schedule = schedule("0 0 5 ? * MON", "Europe/Madrid", slot.plusSeconds(60));

        String fired = schedule.fired("a", Date.from(slot));

        assertThat(fired).isEqualTo(schedule.last("a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 30 2 * * ?", "0 0 * * * ?", "0 */20 * * * ?"})
    void eachFiringIsForItsOwnSlotAlsoWhereClocksChange(String cron) {
        Schedule schedule = schedule(cron, "Europe/Madrid", Instant.parse("2026-11-01T00:00:00Z"));
        List<String> slots = Stream.of(LocalDate.of(2026, 3, 28), LocalDate.of(2026, 10, 24))
                .flatMap(day -> schedule.between("a", day, day.plusDays(2)))
                .map(Instant::toString)
                .toList();

        assertThat(slots).hasSizeGreaterThan(4).allSatisfy(slot -> assertThat(
                        schedule.fired("a", Date.from(Instant.parse(slot))))
                .isEqualTo(slot));
    }

    /** Quartz gives the instant of a late firing as the one that was scheduled. */
    @Test
    void aLateFiringIsForTheSlotThatWasDue() {
        Instant slot = Instant.parse("2026-11-23T04:00:00Z");
        Schedule schedule = schedule("0 0 5 ? * MON", "Europe/Madrid", slot.plusSeconds(200));

        String fired = schedule.fired("a", Date.from(slot.plusMillis(197_123)));

        assertThat(fired).isEqualTo(slot.toString());
    }

    @Test
    void theSlotsOfDaysAreThoseOfTheFeedsTimeZoneThatArePast() {
        Schedule schedule = schedule("0 0 0,12 * * ?", "Europe/Madrid", Instant.parse("2026-03-29T22:00:00Z"));

        assertThat(schedule.between("a", LocalDate.of(2026, 3, 28), LocalDate.of(2026, 3, 28)))
                .extracting(Instant::toString)
                .containsExactly("2026-03-27T23:00:00Z", "2026-03-28T11:00:00Z");
        assertThat(schedule.between("a", LocalDate.of(2026, 3, 29), LocalDate.of(2026, 4, 30)))
                .extracting(Instant::toString)
                .containsExactly("2026-03-28T23:00:00Z", "2026-03-29T10:00:00Z", "2026-03-29T22:00:00Z");
    }

    @ParameterizedTest(name = "{0}: {1} in {2}, after {3}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            each week             | 0 0 5 ? * MON     | UTC           | 2026-11-23T05:10:00Z | 2026-12-03T17:00:00Z
            at a slot             | 0 0 5 * * ?       | UTC           | 2026-11-23T05:00:00Z | 2026-11-24T17:00:00Z
            before a weekend      | 0 0 5 ? * MON-FRI | UTC           | 2026-11-27T05:10:00Z | 2026-11-30T17:00:00Z
            over a change of time | 0 0 5 * * ?       | Europe/Madrid | 2026-10-23T05:10:00Z | 2026-10-24T15:30:00Z
            """)
    void oneSlotAndAHalfPassIfNothingComesAtTheNextSlot(
            String name, String cron, String zone, Instant success, Instant due) {
        assertThat(schedule(cron, zone, success).slotAndAHalfAfter("a", success))
                .contains(due);
    }

    @Test
    void aScheduleWithOneSlotLeftHasNoSlotAndAHalf() {
        Instant success = Instant.parse("2026-11-23T05:10:00Z");

        assertThat(schedule("0 0 0 1 1 ? 2099", "UTC", success).slotAndAHalfAfter("a", success))
                .isEmpty();
    }

    private static Schedule schedule(String cron, String zone, Instant now) {
        Map<String, String> settings = Map.of(
                "recua.bucket", "b",
                "recua.feeds.a.url", "http://127.0.0.1/a.csv",
                "recua.feeds.a.schedule", cron,
                "recua.feeds.a.time-zone", zone,
                "recua.feeds.a.table", "a",
                "recua.feeds.a.key", "id");
        RecuaProperties properties = new Binder(new MapConfigurationPropertySource(settings))
                .bind("recua", RecuaProperties.class)
                .get();
        return new Schedule(properties, Clock.fixed(now, ZoneOffset.UTC));
    }
}

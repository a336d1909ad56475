package io.recua.row;

import io.recua.config.ExpectProperties;
import java.util.List;
import java.util.Optional;

/**
 * Decides whether an object looks as its feed expects. A load and an inspection use the same decision.
 *
 * @param expect the feed's settings
 * @param last the number of records of the feed's last load; empty if there was none
 */
public record Expectation(ExpectProperties expect, Optional<Long> last) {

    /** The beginning of each reason. */
    public static final String UNMET = "the object is not as expected: ";

    /**
     * Returns why the object must not be loaded; empty if it may be loaded.
     *
     * @param names the names in the header line
     * @param records the number of records
     * @param rejected the number of records that do not fit the table
     */
    public Optional<String> unmet(List<String> names, long records, long rejected) {
        return reason(names, records, rejected).map(UNMET::concat);
    }

    private Optional<String> reason(List<String> names, long records, long rejected) {
        List<String> missing = expect.columns().stream()
                .filter(column -> names.stream().noneMatch(column::equalsIgnoreCase))
                .toList();
        if (!missing.isEmpty()) {
            return Optional.of("its header lacks %s of expect.columns".formatted(String.join(", ", missing)));
        }
        if (expect.minRows() != null && records < expect.minRows()) {
            return Optional.of("it has %s, but expect.min-rows is %,d".formatted(rows(records), expect.minRows()));
        }
        if (expect.maxRows() != null && records > expect.maxRows()) {
            return Optional.of("it has %s, but expect.max-rows is %,d".formatted(rows(records), expect.maxRows()));
        }
        if (last.isPresent() && expect.minOfLast() != null && expect.minOfLast().isMissedBy(records, last.get())) {
            return Optional.of("it has %s, but expect.min-of-last is %s of the %s of the last load"
                    .formatted(rows(records), expect.minOfLast(), rows(last.get())));
        }
        return expect.maxRejected() != null && expect.maxRejected().isExceededBy(rejected, records)
                ? Optional.of("%,d of its %,d rows do not fit the table, but expect.max-rejected is %s"
                        .formatted(rejected, records, expect.maxRejected()))
                : Optional.empty();
    }

    private static String rows(long number) {
        return "%,d row%s".formatted(number, number == 1 ? "" : "s");
    }
}

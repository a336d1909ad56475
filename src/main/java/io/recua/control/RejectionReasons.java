package io.recua.control;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The reasons of the first rejected rows of a load.
 *
 * @param rows the number of rows that were counted, at most {@value #MAX_ROWS}
 * @param reasons the reasons, the most frequent first
 */
public record RejectionReasons(long rows, List<Reason> reasons) {

    static final int MAX_ROWS = 10_000;

    /** The limit for what is shown of a record, in characters. */
    static final int EXCERPT = 1_000;

    private static final int MAX_CHARACTERS = 16 << 20;
    private static final int MAX_REASONS = 100;

    /**
     * A rejected row.
     *
     * @param line the line of the file on which the row starts
     * @param record the raw record, decoded by the charset of the feed; invalid bytes are replaced
     */
    public record Rejection(long line, String reason, String record) {

        /** Returns the row with at most this many characters of its record. */
        Rejection cut(int characters) {
            return record.length() <= characters
                    ? this
                    : new Rejection(line, reason, record.substring(0, characters) + "…");
        }
    }

    /**
     * A reason.
     *
     * @param rows the number of rows with this reason
     * @param first the first of them in the file; its record is cut
     */
    public record Reason(String reason, long rows, Rejection first) {

        private Reason and(Reason other) {
            return new Reason(reason, rows + other.rows, first);
        }
    }

    /** Counts the rows by reason. */
    static final class Tally {

        private static final String OTHERS = "other reasons";

        private final Map<String, Reason> reasons = new LinkedHashMap<>();
        private long rows;
        private long characters;

        boolean isFull() {
            return rows >= MAX_ROWS || characters >= MAX_CHARACTERS;
        }

        void add(Rejection row) {
            String reason = reasons.size() < MAX_REASONS || reasons.containsKey(row.reason()) ? row.reason() : OTHERS;
            reasons.merge(reason, new Reason(reason, 1, row.cut(EXCERPT)), Reason::and);
            rows++;
            characters += row.record().length();
        }

        RejectionReasons reasons() {
            return new RejectionReasons(
                    rows,
                    reasons.values().stream()
                            .sorted(Comparator.comparingLong(Reason::rows).reversed())
                            .toList());
        }
    }
}

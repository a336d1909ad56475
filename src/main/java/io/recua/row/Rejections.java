package io.recua.row;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts rejected rows by reason and keeps the first lines of each, for a limited number of reasons. */
public final class Rejections {

    private static final int MAX_REASONS = 1000;
    private static final int LINES = 5;
    private static final String OTHERS = "other reasons";

    private final Map<String, List<Long>> lines = new LinkedHashMap<>();
    private final Map<String, Long> rows = new LinkedHashMap<>();
    private long total;

    /**
     * A reason with its rows.
     *
     * @param lines the lines of the file on which the first of them start
     */
    public record Reason(String reason, long rows, List<Long> lines) {}

    public void add(Row row) {
        total++;
        String reason = lines.size() < MAX_REASONS || lines.containsKey(row.rejection()) ? row.rejection() : OTHERS;
        rows.merge(reason, 1L, Long::sum);
        List<Long> first = lines.computeIfAbsent(reason, key -> new ArrayList<>());
        if (first.size() < LINES) {
            first.add(row.line());
        }
    }

    public long rows() {
        return total;
    }

    /** Returns the reasons, the most frequent first. */
    public List<Reason> reasons() {
        return rows.entrySet().stream()
                .map(entry -> new Reason(entry.getKey(), entry.getValue(), List.copyOf(lines.get(entry.getKey()))))
                .sorted(Comparator.comparingLong(Reason::rows).reversed())
                .toList();
    }
}

package io.recua.sort;

import io.recua.config.FeedProperties.OnDuplicate;
import io.recua.ingest.LoadLimits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What loads leave behind, computed by one thread, in memory, without batches: what all the machinery must equal. */
public final class LoadReference {

    /** A line of the file; rows with {@code misfit} are to be rejected. */
    public record Line(String key, String text, String amount, boolean misfit) {}

    private final OnDuplicate onDuplicate;
    private final boolean lineage;
    public final Map<String, String> table = new TreeMap<>();
    final List<Long> rejected = new ArrayList<>();
    long inserted;
    long updated;
    long unchanged;
    long duplicates;
    private String origin = "";

    /** @param lineage whether each row of the table says which record it came from */
    public LoadReference(OnDuplicate onDuplicate, boolean lineage) {
        this.onDuplicate = onDuplicate;
        this.lineage = lineage;
    }

    /** Rows of one key are told apart as duplicates within a run, and as updates or unchanged rows beyond it. */
    public void load(List<Line> lines, LoadLimits limits) {
        inserted = updated = unchanged = duplicates = 0;
        rejected.clear();
        int run = limits.batchRows() * limits.runBatches();
        for (int from = 0; from < lines.size(); from += run) {
            Map<String, String> kept = new HashMap<>();
            for (int i = from; i < Math.min(from + run, lines.size()); i++) {
                take(lines.get(i), i + 1, kept);
            }
            kept.forEach(this::write);
        }
    }

    /** The same; each row of the table says which object it came from, before the record. */
    public void load(String object, List<Line> lines, LoadLimits limits) {
        origin = object + "#";
        load(lines, limits);
    }

    /** What mode snapshot does after a load without misfits; the number of rows that it removed. */
    public long removeMissing(List<Line> lines) {
        int before = table.size();
        table.keySet().retainAll(lines.stream().map(Line::key).collect(Collectors.toSet()));
        return before - table.size();
    }

    private void take(Line line, long record, Map<String, String> kept) {
        if (line.misfit()) {
            rejected.add(record);
            return;
        }
        String values = line.text() + "|" + line.amount() + (lineage ? "|" + origin + record : "");
        String other = onDuplicate.keepsLater() ? kept.put(line.key(), values) : kept.putIfAbsent(line.key(), values);
        duplicates += other == null ? 0 : 1;
    }

    private void write(String key, String values) {
        String before = table.get(key);
        if (before == null) {
            table.put(key, values);
            inserted++;
        } else if (onDuplicate == OnDuplicate.FIRST || isSame(before, values)) {
            unchanged++;
        } else {
            table.put(key, values);
            updated++;
        }
    }

    /** With NEWEST, the origin of a row differs in each load. */
    private boolean isSame(String before, String values) {
        return lineage
                ? onDuplicate == OnDuplicate.CHANGED && withoutRecord(before).equals(withoutRecord(values))
                : before.equals(values);
    }

    private static String withoutRecord(String values) {
        return values.substring(0, values.lastIndexOf('|'));
    }

    /** Inserted, updated, unchanged, duplicates and rejected, of the last load. */
    public List<Long> counts() {
        return List.of(inserted, updated, unchanged, duplicates, (long) rejected.size());
    }
}

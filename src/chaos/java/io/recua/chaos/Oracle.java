package io.recua.chaos;

import io.recua.ingest.LoadLimits;
import io.recua.sort.LoadReference;
import io.recua.sort.LoadReference.Line;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Compares what the loads left behind with the reference: one thread that applies the objects of a feed to a map, in the order
 * of their keys.
 */
final class Oracle {

    private static final int SHOWN = 5;

    private final TestBucket bucket;
    private final Lander lander;
    private final Verdict verdict;
    private final Leftovers leftovers;
    private long loads;
    private long rows;

    Oracle(TestDatabase database, TestBucket bucket, Lander lander, Verdict verdict) {
        this.bucket = bucket;
        this.lander = lander;
        this.verdict = verdict;
        this.leftovers = new Leftovers(database.jdbc());
    }

    long loads() {
        return loads;
    }

    long rows() {
        return rows;
    }

    void check(Feed feed) {
        List<Leftovers.Load> ended = leftovers.loads(feed);
        Map<String, Content> contents = feed == Feed.FETCHED ? fetched(ended) : landed(feed);
        verdict.equal(
                Promise.OBJECTS,
                "the objects of " + feed,
                ended.stream().map(Leftovers.Load::name).toList(),
                List.copyOf(contents.keySet()));
        LoadReference reference = new LoadReference(feed.onDuplicate(), feed.hasLineage());
        for (Leftovers.Load load : ended) {
            if (contents.containsKey(load.name())) {
                check(feed, load, contents.get(load.name()), reference);
            }
        }
        checkRows(feed, reference.table);
        verdict.equal(Promise.ORDER, "loads of " + feed, leftovers.outOfOrder(feed), List.of());
    }

    private Map<String, Content> landed(Feed feed) {
        return IntStream.rangeClosed(1, lander.landed(feed))
                .mapToObj(number -> lander.content(feed, number))
                .collect(Collectors.toMap(Content::name, content -> content, (one, other) -> one, TreeMap::new));
    }

    /** Returns what the source had for each object that landed; the same content may land twice after a death. */
    private Map<String, Content> fetched(List<Leftovers.Load> ended) {
        Map<String, Content> contents = new TreeMap<>();
        int last = 1;
        for (Leftovers.Load load : ended) {
            byte[] bytes = bucket.bytes(load.key());
            int from = last;
            int version = IntStream.rangeClosed(from, lander.landed(Feed.FETCHED))
                    .filter(number -> Arrays.equals(
                            bytes, lander.content(Feed.FETCHED, number).csv()))
                    .findFirst()
                    .orElse(0);
            verdict.check(
                    Promise.FETCH,
                    version > 0,
                    () -> load.key() + " is no content that the source had, or an older one than number " + from);
            if (version > 0) {
                last = version;
                Content content = lander.content(Feed.FETCHED, version);
                contents.put(
                        load.name(),
                        new Content(load.name(), content.csv(), content.lines(), content.rejected(), false));
            }
        }
        return contents;
    }

    private void check(Feed feed, Leftovers.Load load, Content content, LoadReference reference) {
        loads++;
        String object = feed.id() + "/" + load.name();
        verdict.equal(
                Promise.OBJECTS,
                object + " (" + load.error() + ")",
                load.status(),
                content.refused() ? "QUARANTINED" : "LOADED");
        checkObject(object, load, content);
        if (!load.status().equals("LOADED")) {
            return;
        }
        List<Line> lines = content.lines();
        rows += lines.size();
        reference.load(load.name(), lines, new LoadLimits(load.lanes(), load.batchRows(), load.runBatches()));
        long deleted =
                feed == Feed.SNAPSHOT && lines.stream().noneMatch(Line::misfit) ? reference.removeMissing(lines) : 0;
        verdict.equal(Promise.COUNTS, object, load.counts(), reference.counts());
        verdict.equal(Promise.COUNTS, object + ", deleted", load.deleted(), deleted);
        verdict.equal(
                Promise.CHECKPOINTS,
                object,
                load.checkpoints(),
                List.of((long) lines.size(), (long) lines.size(), 0L, 0L));
    }

    private void checkObject(String object, Leftovers.Load load, Content content) {
        String other = load.key().startsWith("archive/") ? "quarantine/" : "archive/";
        verdict.check(
                Promise.OBJECTS,
                bucket.keys("landing/" + object).isEmpty()
                        && bucket.keys(other + object).isEmpty()
                        && bucket.keys(load.key()).equals(List.of(load.key()))
                        && Arrays.equals(bucket.bytes(load.key()), content.csv()),
                () -> object + " is not only at " + load.key() + ", as it landed");
        List<String> files = bucket.keys("rejected/" + object.replaceFirst("\\.csv.*", "-load-"));
        List<String> rejected = files.stream()
                .flatMap(file -> Leftovers.rejected(bucket.text(file)).stream())
                .toList();
        verdict.equal(Promise.REJECTED, object, rejected, content.rejected());
        verdict.check(Promise.REJECTED, files.size() <= 1, () -> object + " has " + files);
    }

    private void checkRows(Feed feed, Map<String, String> expected) {
        Leftovers.Table table = leftovers.table(feed);
        verdict.equal(Promise.ONCE, feed.table(), table.repeated(), List.of());
        verdict.equal(Promise.INSTANT, feed.table(), table.otherInstants(), List.of());
        verdict.check(
                Promise.ROWS,
                table.rows().equals(expected),
                () -> "%s: expected %,d rows but found %,d; the first that differ: %s"
                        .formatted(
                                feed.table(),
                                expected.size(),
                                table.rows().size(),
                                differences(expected, table.rows())));
    }

    private static List<String> differences(Map<String, String> expected, Map<String, String> found) {
        TreeMap<String, String> all = new TreeMap<>(expected);
        all.putAll(found);
        return all.keySet().stream()
                .filter(key -> !String.valueOf(expected.get(key)).equals(found.get(key)))
                .limit(SHOWN)
                .map(key -> "\n    expected " + expected.get(key) + "\n    found    " + found.get(key))
                .toList();
    }
}

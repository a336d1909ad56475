package io.recua.chaos;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What struck in one run, with its instant. Several threads may add. */
final class History {

    private final List<String> lines = new ArrayList<>();
    private final Map<Kind, Integer> struck = new EnumMap<>(Kind.class);

    synchronized void struck(Kind kind, String detail) {
        struck.merge(kind, 1, Integer::sum);
        note(kind + " " + detail);
    }

    synchronized void note(String line) {
        lines.add(Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + line);
    }

    synchronized Map<Kind, Integer> struck() {
        return new EnumMap<>(struck);
    }

    synchronized List<String> lines() {
        return List.copyOf(lines);
    }
}

package io.recua.chaos;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What was checked in a run, and what was found. Several threads may check. */
final class Verdict {

    private final Map<Promise, Integer> checks = new EnumMap<>(Promise.class);
    private final List<Violation> violations = new ArrayList<>();

    /** A promise that was not kept. */
    record Violation(Promise promise, String found) {}

    synchronized void check(Promise promise, boolean kept, Supplier<String> found) {
        checks.merge(promise, 1, Integer::sum);
        if (!kept) {
            violations.add(new Violation(promise, found.get()));
        }
    }

    <T> void equal(Promise promise, String what, T found, T expected) {
        check(promise, found.equals(expected), () -> what + ": expected " + expected + " but found " + found);
    }

    synchronized Map<Promise, Integer> checks() {
        return new EnumMap<>(checks);
    }

    synchronized List<Violation> violations() {
        return List.copyOf(violations);
    }
}

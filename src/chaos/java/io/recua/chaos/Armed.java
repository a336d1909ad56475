package io.recua.chaos;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;

/** Faults of a link that wait for the next request, or COMMIT, that they fit. Several threads may ask and add. */
final class Armed<F> {

    private final F none;
    private final List<Waiting<F>> waiting = new ArrayList<>();

    private record Waiting<F>(F fault, Predicate<String> fits, Runnable struck) {}

    /** @param none the answer if no fault fits */
    Armed(F none) {
        this.none = none;
    }

    /** @param struck runs when the fault strikes */
    synchronized void add(F fault, Predicate<String> fits, Runnable struck) {
        waiting.add(new Waiting<>(fault, fits, struck));
    }

    /** Returns the fault for a request. */
    synchronized F next(String request) {
        for (Iterator<Waiting<F>> all = waiting.iterator(); all.hasNext(); ) {
            Waiting<F> one = all.next();
            if (one.fits().test(request)) {
                all.remove();
                one.struck().run();
                return one.fault();
            }
        }
        return none;
    }

    synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }

    synchronized void clear() {
        waiting.clear();
    }
}

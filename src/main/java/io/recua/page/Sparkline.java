package io.recua.page;

import io.recua.control.LoadHistory.Brief;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The last loads of a feed as a row of bars, the oldest first. The height is the number of rows; a refused load is a cross, one
 * that has not ended is an outline, and one with rejected rows has a cap.
 *
 * @param text the same for those who do not see it
 */
public record Sparkline(List<Bar> bars, String text) {

    /** The number of loads. */
    static final int LOADS = 10;

    /** The height of the picture; the highest bar leaves room for its cap. */
    private static final int HEIGHT = 24;

    private static final int CAP = 3;
    private static final int STEP = 10;

    /**
     * A load.
     *
     * @param outcome the class of its style: {@code loaded}, {@code rejected}, {@code refused} or {@code loading}
     * @param x the place of its left edge
     * @param y the place of its upper edge
     */
    public record Bar(String outcome, int x, int y, String text) {

        /** Returns the height in units of the picture. */
        public int height() {
            return HEIGHT - y;
        }
    }

    /** Returns the bars of these loads, the newest at the right. */
    static Sparkline of(List<Brief> loads) {
        long most = loads.stream().mapToLong(Brief::total).max().orElse(0);
        int left = LOADS - loads.size();
        List<Bar> bars = IntStream.range(0, loads.size())
                .mapToObj(i -> bar(loads.get(i), (left + i) * STEP, most))
                .toList();
        return new Sparkline(
                bars,
                "Last loads, the oldest first: " + bars.stream().map(Bar::text).collect(Collectors.joining("; ")));
    }

    private static Bar bar(Brief load, int x, long most) {
        long height = most == 0 ? 1 : Math.max(1, Math.round((double) (HEIGHT - CAP) * load.total() / most));
        return new Bar(outcome(load), x, HEIGHT - (int) height, text(load));
    }

    private static String outcome(Brief load) {
        return switch (load.status()) {
            case LOADING -> "loading";
            case QUARANTINED -> "refused";
            case LOADED -> load.rejected() > 0 ? "rejected" : "loaded";
        };
    }

    private static String text(Brief load) {
        String rows = load.total() + " rows" + (load.rejected() > 0 ? ", " + load.rejected() + " rejected" : "");
        return "load " + load.id()
                + switch (load.status()) {
                    case LOADING -> " loading, " + rows;
                    case QUARANTINED -> " refused";
                    case LOADED -> " " + rows;
                };
    }
}

package io.recua.page;

import io.recua.control.LoadHistory.Brief;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The last loads of a feed as a row of bars, the oldest first. The height is the number of rows; a refused load is a cross, one
 * that has not ended is an outline, and one with rejected rows has a cap. The picture is SVG made here, because a template takes
 * most of the time of a page with many feeds for it.
 */
final class Sparkline {

    /** The number of loads. */
    static final int LOADS = 10;

    /** The height of the picture; the highest bar leaves room for its cap. */
    private static final int HEIGHT = 24;

    private static final int CAP = 3;
    private static final int STEP = 10;

    private Sparkline() {}

    /** Returns the bars of these loads as an {@code svg} element, the newest at the right; numbers and own words alone. */
    static String svg(List<Brief> loads) {
        long most = loads.stream().mapToLong(Brief::total).max().orElse(0);
        Map<String, String> paths = new TreeMap<>();
        int x = (LOADS - loads.size()) * STEP;
        for (Brief load : loads) {
            draw(load, x, most, paths);
            x += STEP;
        }
        return "<svg class=\"spark\" role=\"img\"><title>Last loads, the oldest first: "
                + loads.stream().map(Sparkline::text).collect(Collectors.joining("; ")) + "</title>"
                + paths.entrySet().stream()
                        .map(path -> "<path class=\"" + path.getKey() + "\" d=\"" + path.getValue() + "\"/>")
                        .collect(Collectors.joining())
                + "</svg>";
    }

    /** Adds a load to the paths, of which there is one for each style. */
    private static void draw(Brief load, int x, long most, Map<String, String> paths) {
        int height = most == 0 ? 1 : (int) Math.max(1, Math.round((double) (HEIGHT - CAP) * load.total() / most));
        switch (load.status()) {
            case LOADING -> paths.merge("loading", bar(x, HEIGHT, height), String::concat);
            case QUARANTINED -> paths.merge("refused", "M" + (x + 1) + " 16l6 6m0-6l-6 6", String::concat);
            case LOADED -> {
                paths.merge("loaded", bar(x, HEIGHT, height), String::concat);
                if (load.rejected() > 0) {
                    paths.merge("rejected", bar(x, HEIGHT - height, CAP), String::concat);
                }
            }
        }
    }

    private static String bar(int x, int bottom, int height) {
        return "M" + x + " " + bottom + "v-" + height + "h8v" + height + "z";
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

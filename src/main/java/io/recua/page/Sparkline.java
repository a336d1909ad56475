package io.recua.page;

import io.recua.control.LoadHistory.Brief;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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
        int left = LOADS - loads.size();
        String text = loads.stream().map(Sparkline::text).collect(Collectors.joining("; "));
        return IntStream.range(0, loads.size())
                .mapToObj(i -> bar(loads.get(i), (left + i) * STEP, most))
                .collect(Collectors.joining(
                        "",
                        "<svg class=\"spark\" role=\"img\" viewBox=\"0 0 98 24\" width=\"98\" height=\"24\""
                                + " aria-label=\"Last loads, the oldest first: " + text + "\">",
                        "</svg>"));
    }

    private static String bar(Brief load, int x, long most) {
        String outcome = outcome(load);
        int height = most == 0 ? 1 : (int) Math.max(1, Math.round((double) (HEIGHT - CAP) * load.total() / most));
        String bar = outcome.equals("refused")
                ? "<path d=\"M" + (x + 1) + " 16l6 6m0 -6l-6 6\"/>"
                : rectangle("", x, HEIGHT - height, height);
        String cap = outcome.equals("rejected") ? rectangle(" class=\"cap\"", x, HEIGHT - height - CAP, CAP) : "";
        return "<g class=\"" + outcome + "\"><title>" + text(load) + "</title>" + bar + cap + "</g>";
    }

    private static String rectangle(String style, int x, int y, int height) {
        return "<rect" + style + " x=\"" + x + "\" y=\"" + y + "\" width=\"8\" height=\"" + height + "\"/>";
    }

    /** Returns the class of the style of a bar. */
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

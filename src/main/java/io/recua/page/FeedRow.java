package io.recua.page;

import io.recua.control.FeedLoads;
import io.recua.control.FeedView;
import io.recua.control.LoadState;
import io.recua.control.LoadView;
import io.recua.control.PauseView;
import io.recua.control.RouteSwitch.Task;
import io.recua.fetch.Attempts.Outcome;
import io.recua.ingest.LandingKey;
import io.recua.log.Visible;
import io.recua.page.Attention.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.commons.lang3.StringUtils;

/**
 * A feed as shown in one line of the page.
 *
 * @param feed the state of the feed
 * @param attention what needs somebody, the worst first
 */
public record FeedRow(FeedView feed, List<Attention> attention) {

    private static final int MAX_CAUSE = 300;

    /** Feeds that need somebody come first, the worst of them at the top. */
    static final Comparator<FeedRow> WORST_FIRST = Comparator.comparingInt(FeedRow::rank)
            .thenComparing(row -> row.feed().feed());

    FeedRow(FeedView feed) {
        this(feed, needs(feed));
    }

    private int rank() {
        return attention.isEmpty()
                ? Kind.values().length
                : attention.get(0).kind().ordinal();
    }

    /** Returns the load that has not ended; null if there is none. */
    public LoadRow unended() {
        return unended(feed);
    }

    private static LoadRow unended(FeedView feed) {
        LoadRow last = feed.lastLoad() == null ? null : new LoadRow(feed.lastLoad(), FeedLoads.of(feed));
        return last != null && last.unended() ? last : null;
    }

    /** Returns the feed's state in one word: the worst that needs somebody, or what is going on. */
    public String word() {
        return attention.isEmpty() ? doing() : attention.get(0).kind().word();
    }

    /** Returns the class of the style of that word. */
    public String style() {
        return word().replace(' ', '_');
    }

    /** Returns what needs somebody, without the pauses. */
    public List<Attention> besidesPauses() {
        return attention.stream().filter(need -> need.kind() != Kind.PAUSED).toList();
    }

    /** Returns whether another instance is loading the feed, whose loads are stopped in this one. */
    public boolean loadedElsewhere() {
        return feed.loading() && !loads();
    }

    /** Returns whether nothing of the feed needs somebody, waits or goes on. */
    public boolean idle() {
        return attention.isEmpty() && doing().equals("idle") && feed.waiting().objects() == 0;
    }

    private String doing() {
        if (unended() != null) {
            return unended().state().word();
        }
        if (feed.fetching()) {
            return "fetching";
        }
        return feed.paused().isEmpty() ? "idle" : Kind.PAUSED.word();
    }

    /** Returns whether the scheduled fetches are started. */
    public boolean fetches() {
        return Task.FETCH.isStarted(feed);
    }

    /** Returns whether the loads are started. */
    public boolean loads() {
        return Task.INGEST.isStarted(feed);
    }

    /** Adds in the order of {@link Kind}. The page sorts by the result and shows it twice, so it is computed once. */
    private static List<Attention> needs(FeedView feed) {
        List<Attention> needs = new ArrayList<>();
        LoadView refused = feed.refused();
        if (refused != null) {
            String object = LandingKey.name(refused.object());
            needs.add(need(
                    Kind.REFUSED,
                    object + " was refused: " + new LoadRow(refused, null).error(),
                    refused.id(),
                    refused.finishedAt()));
        }
        if (feed.lastFetch() != null && feed.lastFetch().outcome() == Outcome.FAILED) {
            needs.add(need(
                    Kind.FETCH_FAILED,
                    "The last fetch failed: " + feed.lastFetch().reason(),
                    null,
                    feed.lastFetch().endedAt()));
        }
        if (feed.overdueSince() != null) {
            needs.add(need(Kind.OVERDUE, StringUtils.capitalize(feed.overdueReason()), null, feed.overdueSince()));
        }
        LoadView rejected = feed.rejected();
        if (rejected != null) {
            String object = LandingKey.name(rejected.object());
            needs.add(need(
                    Kind.ROWS_REJECTED,
                    "%d of %d rows of %s were rejected".formatted(rejected.rejected(), rejected.read(), object),
                    rejected.id(),
                    rejected.finishedAt()));
        }
        LoadRow unended = unended(feed);
        Long load = unended == null ? null : unended.load().id();
        String waitsFor = feed.waitsFor() != null || unended == null || unended.state() != LoadState.WAITING
                ? feed.waitsFor()
                : unended.load().error();
        if (waitsFor != null) {
            needs.add(need(Kind.WAITING, "The load waits, and goes on as soon as it can: " + waitsFor, load, null));
        }
        // A maintenance window ends by itself.
        List<Map.Entry<String, PauseView>> paused = feed.paused().entrySet().stream()
                .filter(pause -> pause.getValue().until() == null)
                .toList();
        if (!paused.isEmpty()) {
            String cause = paused.stream()
                    .map(pause -> (pause.getKey().equals("fetch") ? "the fetches are " : "the loads are ")
                            + paused(pause.getValue()))
                    .collect(Collectors.joining("; "));
            Instant since = paused.stream()
                    .map(pause -> pause.getValue().since())
                    .min(Comparator.naturalOrder())
                    .orElse(null);
            needs.add(need(Kind.PAUSED, StringUtils.capitalize(cause), load, since));
        }
        if (!Task.INGEST.isStarted(feed) && !feed.loading()) {
            needs.add(need(
                    Kind.LOADS_STOPPED, "The loads are stopped in this instance" + stoppedAt(unended), load, null));
        }
        if (!Task.FETCH.isStarted(feed)) {
            needs.add(need(Kind.FETCHES_STOPPED, "The scheduled fetches are stopped in this instance", null, null));
        }
        return needs;
    }

    private static String paused(PauseView pause) {
        return "paused by " + pause.by() + (pause.reason() == null ? "" : ": " + pause.reason());
    }

    private static String stoppedAt(LoadRow unended) {
        return unended == null || unended.load().progress() == null
                ? ""
                : "; load " + unended.load().id() + " at "
                        + unended.load().progress().percent() + " %";
    }

    private static Attention need(Kind kind, String cause, Long load, Instant since) {
        return new Attention(kind, Visible.of(StringUtils.abbreviate(cause, "…", MAX_CAUSE)), load, since);
    }
}

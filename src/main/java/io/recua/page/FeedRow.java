package io.recua.page;

import io.recua.control.FeedView;
import io.recua.control.RouteSwitch.Task;
import io.recua.fetch.Attempts.Outcome;

/**
 * A feed as its line on the page says it.
 *
 * @param feed what is known of it
 */
public record FeedRow(FeedView feed) {

    private static final String STARTED = "Started";

    /** The load that runs, if one does. */
    public LoadRow running() {
        LoadRow last = feed.lastLoad() == null ? null : new LoadRow(feed.lastLoad());
        return last != null && last.loading() ? last : null;
    }

    /** Whether it fetches by its schedule. */
    public boolean fetches() {
        return STARTED.equals(feed.routes().get(Task.FETCH.route(feed.feed())));
    }

    /** Whether it loads what lands. */
    public boolean loads() {
        return STARTED.equals(feed.routes().get(Task.INGEST.route(feed.feed())));
    }

    /** Whether the last fetch did. */
    public boolean fetchFailed() {
        return feed.lastFetch() != null && feed.lastFetch().outcome() == Outcome.FAILED;
    }
}

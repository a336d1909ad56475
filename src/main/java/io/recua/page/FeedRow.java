package io.recua.page;

import io.recua.control.FeedView;
import io.recua.control.RouteSwitch.Task;

/**
 * A feed as shown in one line of the page.
 *
 * @param feed the state of the feed
 */
public record FeedRow(FeedView feed) {

    private static final String STARTED = "Started";

    /** Returns the running load; null if there is none. */
    public LoadRow running() {
        LoadRow last = feed.lastLoad() == null ? null : new LoadRow(feed.lastLoad());
        return last != null && last.loading() ? last : null;
    }

    /** Returns whether the scheduled fetches are started. */
    public boolean fetches() {
        return STARTED.equals(feed.routes().get(Task.FETCH.route(feed.feed())));
    }

    /** Returns whether the loads are started. */
    public boolean loads() {
        return STARTED.equals(feed.routes().get(Task.INGEST.route(feed.feed())));
    }
}

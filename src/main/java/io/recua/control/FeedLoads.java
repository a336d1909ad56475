package io.recua.control;

import io.recua.control.RouteSwitch.Task;

/**
 * Who loads a feed.
 *
 * @param running whether an instance is loading an object of it now
 * @param started whether its loads are started in this instance
 */
public record FeedLoads(boolean running, boolean started) {

    /** Returns who loads this feed. */
    public static FeedLoads of(FeedView feed) {
        return new FeedLoads(feed.loading(), Task.INGEST.isStarted(feed));
    }
}

package io.recua.control;

import io.recua.fetch.Attempts.Attempt;
import io.recua.ingest.LandedObjects.Waiting;
import java.time.Instant;
import java.util.Map;

/**
 * The state of a feed.
 *
 * @param url the URL of its source without user, password and query, which may be secret
 * @param schedule the schedule of its fetches, as a Quartz cron expression in its time zone
 * @param nextFetch the schedule's next slot; null if there is no further slot, or the fetches are paused
 * @param fetching whether an instance is fetching it now
 * @param lastFetch the result of the last fetch; null if there was none
 * @param overdueSince since when the feed is overdue, see the setting {@code fresh-for}; null if it is not
 * @param overdueReason what is missing since when, and what the feed allows; null if it is not overdue
 * @param waiting the objects that wait under {@code landing/}
 * @param waitsFor why this instance cannot load it now: the database, the bucket or the disk; null if it can
 * @param loading whether an instance is loading an object of it now
 * @param lastLoad the last load; null if there was none
 * @param paused what is paused in all instances, by {@code fetch} and {@code load}; without what is not paused
 * @param refused the last refused load; null if there is none, it is dismissed, or the feed has loaded an object since
 * @param rejected the last load that succeeded, if it rejected more rows than {@code recua.notify.rejected-above}; else null
 * @param routes the state of each of its routes in this instance, by id, in order from source to sink
 */
public record FeedView(
        String feed,
        String url,
        String table,
        String schedule,
        String timeZone,
        Instant nextFetch,
        boolean fetching,
        Attempt lastFetch,
        Instant overdueSince,
        String overdueReason,
        Waiting waiting,
        String waitsFor,
        boolean loading,
        LoadView lastLoad,
        Map<String, PauseView> paused,
        LoadView refused,
        LoadView rejected,
        Map<String, String> routes) {}

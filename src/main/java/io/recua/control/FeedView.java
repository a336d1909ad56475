package io.recua.control;

import io.recua.fetch.Attempts.Attempt;
import io.recua.ingest.Landing.Waiting;
import java.time.Instant;
import java.util.Map;

/**
 * How a feed is.
 *
 * @param url where it is fetched from, without user, password and query: these may be secret
 * @param schedule when it is fetched, as a Quartz cron expression in its zone
 * @param nextFetch the schedule's next slot; null if there is none any more
 * @param fetching whether an instance is at it right now
 * @param lastFetch what came of the last one; null if there was none
 * @param waiting what is in its landing place
 * @param waitsFor what keeps this instance from loading it: the database, the bucket or the disk; null if nothing does
 * @param lastLoad null if there was none
 * @param routes the state of each of its routes in this instance, by id, in the order of the way
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
        Waiting waiting,
        String waitsFor,
        LoadView lastLoad,
        Map<String, String> routes) {}

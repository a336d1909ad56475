package io.recua.chaos;

import io.recua.testing.HttpSource;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Lands objects as long as faults strike, so that there is always something to load, and changes what the source has. */
final class Lander {

    private static final int WAITING = 2;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(150);
    private static final List<Feed> LANDED =
            Arrays.stream(Feed.values()).filter(feed -> feed != Feed.FETCHED).toList();

    private final long seed;
    private final TestBucket bucket;
    private final JdbcClient jdbc;
    private final HttpSource source;
    private final History history;
    private final int grownFrom;
    private final Map<Feed, Integer> landed = new EnumMap<>(Feed.class);
    private final Thread thread = new Thread(this::land, "lander");
    private boolean grown;
    private int version;
    private int seen;
    private volatile boolean stopped;

    Lander(long seed, TestBucket bucket, TestDatabase database, HttpSource source, History history) {
        this.seed = seed;
        this.bucket = bucket;
        // A paused instance may hold a lock on the table.
        String separator = database.url().contains("?") ? "&" : "?";
        this.jdbc = new TestDatabase(
                        database.url() + separator + "sessionVariables=lock_wait_timeout=1",
                        database.user(),
                        database.password())
                .jdbc();
        this.source = source;
        this.history = history;
        this.grownFrom = 2 + (int) Math.floorMod(seed, 3L);
        changeSource();
        thread.setDaemon(true);
        thread.start();
    }

    /** The object, or the source's content, of this number. */
    Content content(Feed feed, int number) {
        return Content.of(seed, feed, number, feed.grows() && number >= grownFrom);
    }

    /** How many objects of the feed landed; of the fetched feed, how many contents the source had. */
    synchronized int landed(Feed feed) {
        return feed == Feed.FETCHED ? version : landed.getOrDefault(feed, 0);
    }

    synchronized void changeSource() {
        source.script(HttpSource.Answer.csv(
                new String(content(Feed.FETCHED, ++version).csv(), StandardCharsets.UTF_8)));
    }

    private void land() {
        while (!stopped) {
            LANDED.forEach(this::land);
            if (fetched() > seen) {
                seen = fetched();
                changeSource();
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void land(Feed feed) {
        int waiting = bucket.keys(feed.landing()).size();
        int number = landed(feed) + 1;
        boolean isReady = feed.grows() && number == grownFrom ? waiting == 0 && grow(feed) : waiting < WAITING;
        if (isReady) {
            Content content = content(feed, number);
            bucket.put(feed.landing() + content.name(), content.csv());
            synchronized (this) {
                landed.put(feed, number);
            }
        }
    }

    private int fetched() {
        return bucket.keys(Feed.FETCHED.landing()).size()
                + bucket.keys("archive/" + Feed.FETCHED.id() + "/").size();
    }

    /** Adds a column to the table of a feed without a load. Returns false if this is to be tried again. */
    private boolean grow(Feed feed) {
        try {
            if (!grown && columns(feed) == 0) {
                jdbc.sql("alter table " + feed.table() + " add column extra varchar(20)")
                        .update();
            }
            if (!grown) {
                history.struck(Kind.ADD_COLUMN, feed.table());
            }
            grown = true;
        } catch (DataAccessException e) {
            return false;
        }
        return true;
    }

    private int columns(Feed feed) {
        return jdbc.sql("select count(*) from information_schema.columns where table_schema = database()"
                        + " and table_name = ? and column_name = 'extra'")
                .param(feed.table())
                .query(Integer.class)
                .single();
    }

    /** Lands no more. */
    void stop() throws InterruptedException {
        stopped = true;
        thread.join();
    }
}

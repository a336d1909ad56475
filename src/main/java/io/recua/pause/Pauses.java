package io.recua.pause;

import io.recua.config.MaintenanceProperties;
import io.recua.config.MaintenanceProperties.Window;
import io.recua.config.RecuaProperties;
import io.recua.database.DatabaseClock;
import io.recua.pause.Pause.Task;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.commons.lang3.StringUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Reads and writes the pauses in the ledger, which hold for all instances and over restarts. In a maintenance window, each
 * task that no operator has paused is paused too. Thread-safe.
 */
@Component
public class Pauses {

    private static final Logger log = LoggerFactory.getLogger(Pauses.class);

    private static final String SELECT = "select feed, task, paused_by, since, reason from recua_pause";

    /** How old the answer of {@link #recent} may be. */
    private static final long MAX_AGE = Duration.ofSeconds(2).toNanos();

    private static final int MAX_REASON = 1000;

    private final JdbcClient jdbc;
    private final RecuaProperties properties;
    private final DatabaseClock clock;
    private final Map<Task, Set<String>> due = Map.of(
            Task.FETCH, ConcurrentHashMap.newKeySet(),
            Task.LOAD, ConcurrentHashMap.newKeySet());
    private List<Pause> last = List.of();
    private long readAt = System.nanoTime() - MAX_AGE;

    Pauses(JdbcClient jdbc, RecuaProperties properties, DatabaseClock clock) {
        this.jdbc = jdbc;
        this.properties = properties;
        this.clock = clock;
    }

    /** Returns all pauses. */
    public List<Pause> all() {
        List<Pause> byOperators = jdbc.sql(SELECT).query(Pauses::pause).list();
        Stream<Pause> byWindow = window().stream()
                .flatMap(window -> properties.feeds().keySet().stream()
                        .flatMap(feed -> Stream.of(Task.values()).map(task -> pause(window, feed, task))))
                .filter(pause -> byOperators.stream().noneMatch(other -> isOf(other, pause.feed(), pause.task())));
        return Stream.concat(byOperators.stream(), byWindow).toList();
    }

    private Optional<Window> window() {
        MaintenanceProperties maintenance = properties.pause();
        return maintenance.schedule() == null ? Optional.empty() : maintenance.at(clock.now());
    }

    private static Pause pause(Window window, String feed, Task task) {
        return new Pause(feed, task, null, window.since(), null, window.until());
    }

    private static boolean isOf(Pause pause, String feed, Task task) {
        return pause.feed().equals(feed) && pause.task() == task;
    }

    /** Returns the pause of a feed's task; empty if the task is not paused. */
    public Optional<Pause> of(String feed, Task task) {
        return jdbc.sql(SELECT + " where feed = ? and task = ?")
                .params(feed, task.name())
                .query(Pauses::pause)
                .optional()
                .or(() -> window().map(window -> pause(window, feed, task)));
    }

    /** Returns the pauses by operators that last longer than this. A maintenance window ends by itself, so it is not among them. */
    List<Pause> longerThan(Duration length) {
        return jdbc.sql(SELECT + " where since < utc_timestamp(3) - interval ? second order by feed, task")
                .param(length.toSeconds())
                .query(Pauses::pause)
                .list();
    }

    /** Remembers that a paused task was due in this instance, so that {@link #resumed} returns its feed. */
    public void remember(Pause pause) {
        due.get(pause.task()).add(pause.feed());
    }

    /**
     * Returns the feeds whose task was due during a pause that has ended, each of them once. Asks the ledger only if a task
     * was due; if the ledger does not answer, it returns none, and the next call asks again.
     */
    public List<String> resumed(Task task) {
        Set<String> feeds = due.get(task);
        if (feeds.isEmpty()) {
            return List.of();
        }
        try {
            List<Pause> pauses = all();
            return feeds.stream()
                    .filter(feed -> pauses.stream().noneMatch(pause -> isOf(pause, feed, task)))
                    .filter(feeds::remove)
                    .toList();
        } catch (DataAccessException e) {
            log.debug("Cannot ask the ledger which feeds are resumed", e);
            return List.of();
        }
    }

    /**
     * Returns the pause of a feed's task as it was at most two seconds ago: all loads of this instance together ask the
     * ledger once in that time, however many batches they write.
     */
    public synchronized Optional<Pause> recent(String feed, Task task) {
        if (System.nanoTime() - readAt >= MAX_AGE) {
            // Before the query: if it hangs or fails, the loads that wait here do not repeat it one after another.
            readAt = System.nanoTime();
            last = all();
        }
        return last.stream().filter(pause -> isOf(pause, feed, task)).findFirst();
    }

    /**
     * Pauses a feed's task. If it is paused already, the new pause replaces it: who pauses last is responsible.
     *
     * @param reason may be null; a long one is cut
     */
    public void begin(String feed, Task task, String by, String reason) {
        jdbc.sql("insert into recua_pause (feed, task, paused_by, since, reason) values (?, ?, ?, utc_timestamp(3), ?)"
                        + " on duplicate key update paused_by = values(paused_by), since = values(since),"
                        + " reason = values(reason)")
                .params(Arrays.asList(feed, task.name(), by, StringUtils.abbreviate(reason, "…", MAX_REASON)))
                .update();
    }

    /** Resumes a feed's task. Returns false if it was not paused. */
    public boolean end(String feed, Task task) {
        return jdbc.sql("delete from recua_pause where feed = ? and task = ?")
                        .params(feed, task.name())
                        .update()
                > 0;
    }

    private static Pause pause(ResultSet row, int number) throws SQLException {
        return new Pause(
                row.getString("feed"),
                Task.valueOf(row.getString("task")),
                row.getString("paused_by"),
                DatabaseClock.instant(row, "since"),
                row.getString("reason"),
                null);
    }
}

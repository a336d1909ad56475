package io.recua.ingest;

import io.recua.config.RecuaProperties;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.util.StringUtils;

/**
 * Writes what becomes of loads into {@code recua_load}. Each statement asks for the claim's fence, so a process that lost
 * its claim changes nothing. Texts that are longer than their column are cut here and nowhere else.
 */
@Component("ledger")
public class Ledger {

    private static final Logger log = LoggerFactory.getLogger(Ledger.class);

    /** Characters of a reason or a note; far below the column's 65,535 bytes. */
    private static final int MAX_TEXT = 4_000;

    /** Characters of all names of ignored columns. */
    private static final int MAX_NAMES = 10_000;

    /** Fewer unexpected errors never refuse an object, however far apart they are. */
    private static final int MIN_FAILURES = 5;

    private final JdbcClient jdbc;
    private final WaitingFeeds waiting;
    private final Duration giveUp;

    Ledger(JdbcClient jdbc, WaitingFeeds waiting, RecuaProperties properties) {
        this.jdbc = jdbc;
        this.waiting = waiting;
        this.giveUp = properties.load().giveUp();
    }

    /** The object whose load has begun and not ended; it goes first, or its older rows would win over those of others. */
    Optional<Landed> unfinished(String feed, String bucket) {
        return jdbc.sql(
                        "select bucket, object_key as `key`, etag from recua_load where feed = ? and status = 'LOADING' and bucket = ?"
                                + " order by id limit 1")
                .params(feed, bucket)
                .query(Landed.class)
                .optional();
    }

    /** The status of a load; empty if a newer claim has taken it over. */
    Optional<LoadStatus> status(Claim claim) {
        return jdbc.sql("select status from recua_load where id = ? and fence = ?")
                .params(claim.loadId(), claim.fence())
                .query(LoadStatus.class)
                .optional();
    }

    /**
     * Ends the claimed load, unless an earlier run has ended it.
     *
     * @param reason why the object is refused; null if it is loaded
     * @return the status that the load ended with; null if a newer claim owns the load
     */
    public LoadStatus settle(@Variable(Claim.VARIABLE) Claim claim, @Variable(Claim.REASON) String reason) {
        waiting.clear(claim.feed());
        if (claim.status() != LoadStatus.LOADING) {
            return claim.status();
        }
        LoadStatus end = reason == null ? LoadStatus.LOADED : LoadStatus.QUARANTINED;
        int ended = jdbc.sql("update recua_load set status = ?, finished_at = utc_timestamp(3), error = ?"
                        + " where id = ? and fence = ? and status = 'LOADING'")
                .params(end.name(), reason == null ? null : text(reason), claim.loadId(), claim.fence())
                .update();
        if (ended == 0) {
            return null;
        }
        if (end == LoadStatus.QUARANTINED) {
            log.warn("Refused {} as load {}: {}", claim.key(), claim.loadId(), reason);
        }
        return end;
    }

    /** Says why the load does not go on for now. */
    void waits(Claim claim, String reason) {
        jdbc.sql("update recua_load set error = ? where id = ? and fence = ? and status = 'LOADING'")
                .params(text(reason), claim.loadId(), claim.fence())
                .update();
    }

    /**
     * Counts an unexpected error. Errors before the last commit are forgotten.
     *
     * @return how many came without a commit in between
     */
    int fail(Claim claim, String reason) {
        long committed = committed(claim);
        jdbc.sql("update recua_load set error = ?, failures = if(failed_at <=> ?, failures, 0) + 1,"
                        + " failing_since = if(failed_at <=> ?, failing_since, utc_timestamp(3)), failed_at = ?"
                        + " where id = ? and fence = ?")
                .params(text(reason), committed, committed, committed, claim.loadId(), claim.fence())
                .update();
        return jdbc.sql("select failures from recua_load where id = ?")
                .param(claim.loadId())
                .query(Integer.class)
                .single();
    }

    /** Whether the object has failed with unexpected errors, without progress, for as long as the setting allows. */
    boolean isGivenUp(Claim claim) {
        return jdbc.sql("select count(*) from recua_load where id = ? and fence = ? and status = 'LOADING'"
                                + " and failures >= ? and failing_since <= utc_timestamp(3) - interval ? second")
                        .params(claim.loadId(), claim.fence(), MIN_FAILURES, giveUp.toSeconds())
                        .query(Long.class)
                        .single()
                > 0;
    }

    private long committed(Claim claim) {
        return jdbc.sql("select coalesce(sum(last_record + committed_in_run), 0) from recua_lane where load_id = ?")
                .param(claim.loadId())
                .query(Long.class)
                .single();
    }

    /** Tells that the object is not under {@code landing/} any more; if this version comes back, its load goes on. */
    public void vanished(Claim claim) {
        jdbc.sql("update recua_load set vanished = true where id = ? and fence = ?")
                .params(claim.loadId(), claim.fence())
                .update();
    }

    /** Adds what an operator should know of a load, beside its status. */
    void note(Claim claim, String note) {
        jdbc.sql("update recua_load set note = ? where id = ? and fence = ?")
                .params(text(note), claim.loadId(), claim.fence())
                .update();
    }

    /** Adds a sentence to the note, which keeps what it says; false if it says this already. */
    public boolean addNote(Claim claim, String sentence) {
        return jdbc.sql("update recua_load set note = concat_ws('; ', note, ?)"
                                + " where id = ? and fence = ? and (note is null or locate(?, note) = 0)")
                        .params(text(sentence), claim.loadId(), claim.fence(), text(sentence))
                        .update()
                > 0;
    }

    /** Keeps the id of the version that is read first; null, where the bucket keeps no versions, keeps none. */
    public void keepVersion(Claim claim, String version) {
        if (version != null) {
            jdbc.sql("update recua_load set version_id = ? where id = ? and fence = ? and version_id is null")
                    .params(version, claim.loadId(), claim.fence())
                    .update();
        }
    }

    /** The id of the version that was read first; empty if the bucket keeps no versions. */
    public Optional<String> version(Claim claim) {
        return jdbc.sql("select version_id from recua_load where id = ? and version_id is not null")
                .param(claim.loadId())
                .query(String.class)
                .optional();
    }

    /** Names the columns that the table lacks: as many as fit, and how many more there are. */
    public void ignored(Claim claim, List<String> columns) {
        jdbc.sql("update recua_load set ignored_columns = ? where id = ?")
                .params(columns.isEmpty() ? null : names(columns), claim.loadId())
                .update();
    }

    private static String names(List<String> columns) {
        StringBuilder names = new StringBuilder();
        int named = 0;
        while (named < columns.size() && names.length() + columns.get(named).length() < MAX_NAMES) {
            names.append(named == 0 ? "" : "\n").append(columns.get(named++).replaceAll("\\R", " "));
        }
        int more = columns.size() - named;
        return more == 0 ? names.toString() : names + "\nand " + more + " more";
    }

    /** Writes the progress of a load, which the page shows. */
    public void progress(Claim claim, LoadProgress progress) {
        jdbc.sql("update recua_load set rows_read = ?, rows_per_second = ?, percent = ?, seconds_left = ?"
                        + " where id = ? and fence = ?")
                .params(
                        progress.rows(),
                        progress.rowsPerSecond(),
                        progress.percent(),
                        progress.secondsLeft(),
                        claim.loadId(),
                        claim.fence())
                .update();
    }

    /** Notes how far the object is read; a process that ends without a word leaves it as the place where it ended. */
    public void reached(Claim claim, long record) {
        jdbc.sql("update recua_load set reached = ? where id = ? and fence = ?")
                .params(record, claim.loadId(), claim.fence())
                .update();
    }

    /** Notes that the end of the process, from here on, is not the object's fault: the run has ended, or writes rows. */
    public void ended(Claim claim) {
        jdbc.sql("update recua_load set runner = null where id = ? and fence = ?")
                .params(claim.loadId(), claim.fence())
                .update();
    }

    private static String text(String text) {
        return text == null ? null : StringUtils.truncate(text, MAX_TEXT);
    }
}

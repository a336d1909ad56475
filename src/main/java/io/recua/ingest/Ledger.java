package io.recua.ingest;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Variable;
import org.apache.commons.lang3.StringUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Writes the state of loads to {@code recua_load}. Each statement checks the claim's fence, so a process that lost its claim
 * changes nothing. Only this class cuts texts that are longer than their column.
 */
@Component("ledger")
public class Ledger {

    private static final Logger log = LoggerFactory.getLogger(Ledger.class);

    /** The limit for a reason or a note, in characters; far below the column's 65,535 bytes. */
    private static final int MAX_TEXT = 4_000;

    /** The limit for the names of all ignored columns, in characters. */
    private static final int MAX_NAMES = 10_000;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final WaitingFeeds waiting;
    private final EndNotices notices;

    Ledger(JdbcClient jdbc, PlatformTransactionManager transactions, WaitingFeeds waiting, EndNotices notices) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.waiting = waiting;
        this.notices = notices;
    }

    /** Returns the object whose load has begun and not ended. It must be loaded first: its rows are older than others. */
    Optional<Landed> unfinished(String feed, String bucket) {
        return jdbc.sql(
                        "select bucket, object_key as `key`, etag from recua_load where feed = ? and status = 'LOADING' and bucket = ?"
                                + " order by id limit 1")
                .params(feed, bucket)
                .query(Landed.class)
                .optional();
    }

    /** Returns whether the feed's load has failed, and a run that continues it has committed nothing yet. */
    boolean isWaiting(String feed, String bucket) {
        return jdbc.sql("select exists (select 1 from recua_load where feed = ? and status = 'LOADING' and bucket = ?"
                        + " and error is not null and rows_per_second is null)")
                .params(feed, bucket)
                .query(Boolean.class)
                .single();
    }

    /** Returns the status of a load; empty if a newer claim owns it. */
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
     * @param guard true if it is refused because it does not meet the feed's {@code expect}
     * @return the status that the load ended with; null if a newer claim owns the load
     */
    public LoadStatus settle(
            @Variable(Claim.VARIABLE) Claim claim,
            @Variable(Claim.REASON) String reason,
            @Variable(Claim.GUARD) Boolean guard) {
        waiting.clear(claim.feed());
        if (claim.status() != LoadStatus.LOADING) {
            return claim.status();
        }
        LoadStatus end = reason == null ? LoadStatus.LOADED : LoadStatus.QUARANTINED;
        if (!Boolean.TRUE.equals(
                transaction.execute(status -> end(claim, end, text(reason), Boolean.TRUE.equals(guard))))) {
            return null;
        }
        if (end == LoadStatus.QUARANTINED) {
            log.warn("Refused {} as load {}: {}", claim.key(), claim.loadId(), reason);
        }
        return end;
    }

    /** Returns false if a newer claim owns the load. */
    private boolean end(Claim claim, LoadStatus end, String reason, boolean guard) {
        int ended = jdbc.sql("update recua_load set status = ?, finished_at = utc_timestamp(3), error = ?"
                        + " where id = ? and fence = ? and status = 'LOADING'")
                .params(end.name(), reason, claim.loadId(), claim.fence())
                .update();
        if (ended == 0) {
            return false;
        }
        if (end == LoadStatus.LOADED) {
            notices.loaded(claim);
        } else {
            notices.refused(claim, reason, guard);
        }
        return true;
    }

    /** Writes why the load waits. */
    void waits(Claim claim, String reason) {
        jdbc.sql("update recua_load set error = ? where id = ? and fence = ? and status = 'LOADING'")
                .params(text(reason), claim.loadId(), claim.fence())
                .update();
    }

    /** Notes that the object has left {@code landing/}. If this version comes back, its load continues. */
    public void vanished(Claim claim) {
        jdbc.sql("update recua_load set vanished = true where id = ? and fence = ?")
                .params(claim.loadId(), claim.fence())
                .update();
    }

    /** Writes a note for the operator, beside the status. */
    void note(Claim claim, String note) {
        jdbc.sql("update recua_load set note = ? where id = ? and fence = ?")
                .params(text(note), claim.loadId(), claim.fence())
                .update();
    }

    /** Adds a sentence to the note. Returns false if the note already has it. */
    public boolean addNote(Claim claim, String sentence) {
        return jdbc.sql("update recua_load set note = concat_ws('; ', note, ?)"
                                + " where id = ? and fence = ? and (note is null or locate(?, note) = 0)")
                        .params(text(sentence), claim.loadId(), claim.fence(), text(sentence))
                        .update()
                > 0;
    }

    /**
     * Writes the origin of what is read, unless an earlier run has written it.
     *
     * @param version the id of the version; null in a bucket without versioning
     * @param landed when it landed, by S3
     * @param bytes its size
     */
    public void keepOrigin(Claim claim, String version, Instant landed, long bytes) {
        jdbc.sql("update recua_load set version_id = coalesce(version_id, ?), landed_at = coalesce(landed_at, ?),"
                        + " bytes = ? where id = ? and fence = ?")
                .params(Arrays.asList(
                        version, LocalDateTime.ofInstant(landed, ZoneOffset.UTC), bytes, claim.loadId(), claim.fence()))
                .update();
    }

    /** Writes that the object is loaded again, and by which load it was loaded before. */
    public void keepReplayOf(Claim claim, long before) {
        jdbc.sql("update recua_load set replay_of = ? where id = ? and fence = ?")
                .params(before, claim.loadId(), claim.fence())
                .update();
    }

    /** Returns the id of the version that was read first; empty in a bucket without versioning. */
    public Optional<String> version(Claim claim) {
        return jdbc.sql("select version_id from recua_load where id = ? and version_id is not null")
                .param(claim.loadId())
                .query(String.class)
                .optional();
    }

    /** Writes the names of columns that the table lacks: as many as fit, then the number of the others. */
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

    /**
     * Writes the progress of a load, which the page shows. Before the first commit of this run, the percentage of an earlier
     * run stays: no row was added, and another estimate of the same rows could be lower.
     */
    public void progress(Claim claim, LoadProgress progress) {
        String value = progress.rowsPerSecond() == null ? "%1$s = coalesce(%1$s, ?), " : "%1$s = ?, ";
        jdbc.sql("update recua_load set " + value.formatted("rows_read") + value.formatted("percent")
                        + "rows_per_second = ?, seconds_left = ?, progress_at = utc_timestamp(3)"
                        + " where id = ? and fence = ?")
                .params(Arrays.asList(
                        progress.rows(),
                        progress.percent(),
                        progress.rowsPerSecond(),
                        progress.secondsLeft(),
                        claim.loadId(),
                        claim.fence()))
                .update();
    }

    /** Adds a number of deleted rows, within the transaction that deletes them. Returns false if a newer claim owns the load. */
    public boolean addDeleted(Claim claim, int rows) {
        return jdbc.sql("update recua_load set deleted = deleted + ? where id = ? and fence = ?")
                        .params(rows, claim.loadId(), claim.fence())
                        .update()
                > 0;
    }

    /** Writes how far the object is read. If the process dies, this is the place where it ended. */
    public void reached(Claim claim, long record) {
        jdbc.sql("update recua_load set reached = ? where id = ? and fence = ?")
                .params(record, claim.loadId(), claim.fence())
                .update();
    }

    /**
     * Notes that the run writes rows, or has none to write any more: from here on, the end of the process is not the object's
     * fault.
     */
    public void writes(Claim claim) {
        jdbc.sql("update recua_load set runner = null where id = ? and fence = ?")
                .params(claim.loadId(), claim.fence())
                .update();
    }

    /** Returns a reason or a note, cut to its limit. */
    static String text(String text) {
        return StringUtils.abbreviate(text, "…", MAX_TEXT);
    }
}

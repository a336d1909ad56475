package io.recua.fetch;

import io.recua.config.NotifyProperties.Event;
import io.recua.config.RecuaProperties;
import io.recua.fetch.Attempts.Outcome;
import io.recua.lease.Lease;
import io.recua.lease.Leases;
import io.recua.notify.Notice;
import io.recua.notify.Notices;
import org.apache.camel.Variable;
import org.apache.commons.lang3.StringUtils;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Reads and writes the results of fetches in the ledger; no other class writes them. A fetch whose lease was taken over writes nothing,
 * because a newer fetch may have written already. Reasons that are too long are cut, validators that are too long are
 * not stored.
 *
 * <p>Statements change single rows by their primary key, and never REPLACE: that locks the gap before the row, where another
 * feed's row may be inserted.
 */
@Component("fetchLedger")
public class FetchLedger {

    /**
     * If each slot requests the same, Recua reads only the last slot, and the others are a history for operators. The slots of
     * a feed whose request holds the date are all kept: a backfill skips those that were fetched.
     */
    private static final int KEPT_SLOTS = 100;

    /** Among so many newest loads of its feed is that of an object that landed during this fetch. */
    private static final int NEWEST_LOADS = 100;

    private static final int MAX_ETAG = 1024;
    private static final int MAX_LAST_MODIFIED = 64;
    private static final int MAX_REASON = 1000;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Leases leases;
    private final Notices notices;
    private final FetchHistory history;
    private final int fetchFailures;

    FetchLedger(
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            Leases leases,
            Notices notices,
            FetchHistory history,
            RecuaProperties properties) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.leases = leases;
        this.notices = notices;
        this.history = history;
        this.fetchFailures = properties.notices().fetchFailures();
    }

    /**
     * The content that a source returned for a slot.
     *
     * @param dated whether the request holds the date of the slot
     * @param urlHash the hash of the URL; validators are valid only for the URL that returned them
     * @param etag null if the source returned none
     * @param lastModified null if the source returned none
     * @param remark a warning about the content; null if there is none
     * @param millis how long the fetch took until now
     */
    record Content(
            String feed,
            String slot,
            boolean dated,
            String urlHash,
            String etag,
            String lastModified,
            String sha256,
            String remark,
            long millis) {}

    /** Returns whether a slot after this one is done. */
    boolean isLaterDone(String feed, String slot) {
        return jdbc.sql("select 1 from recua_slot where feed = ? and slot > ? limit 1")
                .params(feed, slot)
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    /**
     * The content of a feed that landed last.
     *
     * @param urlHash the hash of the URL that returned the validators
     * @param etag null if the source returned none
     * @param lastModified null if the source returned none
     */
    public record Landed(String urlHash, String etag, String lastModified, String sha256) {}

    /** Returns the content that landed last; null if none did. */
    public Landed last(@Variable("feed") String feed) {
        return jdbc.sql("select url_hash, etag, last_modified, sha256 from recua_fetch where feed = ?")
                .param(feed)
                .query(Landed.class)
                .optional()
                .orElse(null);
    }

    boolean isDone(String feed, String slot) {
        return jdbc.sql("select 1 from recua_slot where feed = ? and slot = ?")
                .params(feed, slot)
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    /**
     * Completes the upload and records it, in one transaction that holds the lease: no newer fetch can end in between. A try that
     * follows one whose outcome is unknown completes and records only what is missing.
     *
     * @param bytes the size of the object
     * @param appear makes the object appear in the bucket
     * @throws FetchException if the lease was taken over; then {@code appear} does not run
     */
    void landed(Lease lease, Content content, String key, long bytes, Runnable appear) {
        once(lease, content, () -> {
            if (!isClaimed(content.feed(), key)) {
                appear.run();
            }
            jdbc.sql("insert into recua_fetch (feed, url_hash, etag, last_modified, sha256, object_key, fetched_at)"
                            + " values (?, ?, ?, ?, ?, ?, utc_timestamp(3))"
                            + " on duplicate key update url_hash = values(url_hash), etag = values(etag),"
                            + " last_modified = values(last_modified), sha256 = values(sha256),"
                            + " object_key = values(object_key), fetched_at = values(fetched_at)")
                    .params(content.feed(), content.urlHash(), etag(content), lastModified(content))
                    .params(content.sha256(), key)
                    .update();
            recordDone(content, Outcome.LANDED, key, bytes);
        });
    }

    /** Records that the source has the content that landed last. */
    void unchanged(Lease lease, Content content) {
        once(lease, content, () -> {
            jdbc.sql("update recua_fetch set url_hash = ?, etag = ?, last_modified = ? where feed = ?")
                    .params(content.urlHash(), etag(content), lastModified(content), content.feed())
                    .update();
            recordConfirmed(content.feed());
            recordDone(content, Outcome.UNCHANGED, null, null);
        });
    }

    /**
     * Records that the table holds the source's newest content: the feed's newest load is loaded, and ended after the content
     * landed. If that content still waits or was refused, an unchanged source proves nothing. A refusal that was dismissed does
     * not count: nothing has to be done about its object.
     */
    private void recordConfirmed(String feed) {
        boolean holds = jdbc.sql(
                        "select exists (select 1 from recua_load where id = (select id from recua_load where feed = ?"
                                + " and (status <> 'QUARANTINED' or dismissed_at is null) order by id desc limit 1)"
                                + " and status = 'LOADED' and finished_at >= (select fetched_at from recua_fetch where feed = ?))")
                .params(feed, feed)
                .query(Boolean.class)
                .single();
        if (holds) {
            jdbc.sql("update recua_feed set confirmed_at = utc_timestamp(3) where feed = ?")
                    .param(feed)
                    .update();
        }
    }

    /**
     * Records that the fetch failed, unless an earlier try of it has recorded its success. The slot stays open, so a later fetch may
     * try it again: another failure of the same slot does not count as another slot that failed.
     */
    void failed(Lease lease, String feed, String slot, long millis, String reason) {
        transaction.executeWithoutResult(status -> {
            if (leases.isCurrent(lease) && !isDone(feed, slot)) {
                boolean again = history.hasFailed(feed, slot);
                recordAttempt(feed, Outcome.FAILED, null, reason);
                history.add(feed, slot, millis, null);
                if (!again) {
                    notices.begin(
                            Notice.of(
                                    Event.FETCH_FAILED,
                                    feed,
                                    fetchFailures + " slots in a row could not be fetched, the last one: " + reason),
                            fetchFailures);
                }
            }
        });
    }

    /**
     * Records the end of a slot under the lease, unless it is recorded already: the COMMIT of an earlier try may have taken effect,
     * and its answer been lost. A COMMIT that is still on its way keeps the lease's row locked, so this looks after it.
     */
    private void once(Lease lease, Content content, Runnable end) {
        transaction.executeWithoutResult(status -> {
            if (!leases.isCurrent(lease)) {
                throw new FetchException(
                        "this fetch was paused for longer than its lease, and another fetch took it over");
            }
            if (!isDone(content.feed(), content.slot())) {
                end.run();
            }
        });
    }

    /** Returns whether a load has claimed the object: then it has appeared, and may have been moved away since. */
    private boolean isClaimed(String feed, String key) {
        return jdbc.sql(
                        "select exists (select 1 from (select object_key from recua_load where feed = ? order by id desc limit "
                                + NEWEST_LOADS + ") newest where object_key = ?)")
                .params(feed, key)
                .query(Boolean.class)
                .single();
    }

    private void recordDone(Content content, Outcome outcome, String key, Long bytes) {
        String feed = content.feed();
        jdbc.sql("insert into recua_slot (feed, slot) values (?, ?) on duplicate key update slot = values(slot)")
                .params(feed, content.slot())
                .update();
        if (!content.dated()) {
            forgetOldSlots(feed);
        }
        recordAttempt(feed, outcome, key, content.remark());
        history.add(feed, content.slot(), content.millis(), bytes);
        notices.end(Event.FETCH_FAILED, Notice.of(Event.RECOVERED, feed, "a fetch succeeded"));
    }

    private void forgetOldSlots(String feed) {
        jdbc.sql("delete from recua_slot where feed = ? and slot < (select slot from"
                        + " (select slot from recua_slot where feed = ? order by slot desc limit 1 offset "
                        + (KEPT_SLOTS - 1) + ") kept)")
                .params(feed, feed)
                .update();
    }

    private void recordAttempt(String feed, Outcome outcome, String key, String reason) {
        jdbc.sql("insert into recua_attempt (feed, ended_at, outcome, object_key, reason)"
                        + " values (?, utc_timestamp(3), ?, ?, ?)"
                        + " on duplicate key update ended_at = values(ended_at), outcome = values(outcome),"
                        + " object_key = values(object_key), reason = values(reason)")
                .params(feed, outcome.name(), key, StringUtils.abbreviate(reason, "…", MAX_REASON))
                .update();
    }

    private static String etag(Content content) {
        return storable(content.etag(), MAX_ETAG);
    }

    private static String lastModified(Content content) {
        return storable(content.lastModified(), MAX_LAST_MODIFIED);
    }

    /** Returns null for a validator that is too long or not ASCII: stored, it would be a different validator. */
    private static String storable(String validator, int length) {
        return validator != null && validator.length() <= length && validator.matches("[ -~]*") ? validator : null;
    }
}

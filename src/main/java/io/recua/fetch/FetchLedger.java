package io.recua.fetch;

import io.recua.fetch.Attempts.Outcome;
import io.recua.lease.Lease;
import io.recua.lease.Leases;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Writes what came of fetches to the ledger: nobody else does. A fetch whose lease was taken over writes nothing, since a
 * newer one may have written already. What is too long for its column is cut, or not kept.
 */
@Component
class FetchLedger {

    /** Only the last slot is ever asked for again; the others tell a reader when the feed was fetched. */
    private static final int KEPT_SLOTS = 100;

    private static final int MAX_ETAG = 1024;
    private static final int MAX_LAST_MODIFIED = 64;
    private static final int MAX_REASON = 1000;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Leases leases;

    FetchLedger(JdbcClient jdbc, PlatformTransactionManager transactions, Leases leases) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.leases = leases;
    }

    /**
     * What a source gave for a slot.
     *
     * @param urlHash the hash of the address; what another address said of its content does not count
     * @param etag null if the source gave none
     * @param lastModified null if the source gave none
     * @param remark what to know of the content; null if there is nothing
     */
    record Content(
            String feed, String slot, String urlHash, String etag, String lastModified, String sha256, String remark) {}

    boolean isDone(String feed, String slot) {
        return jdbc.sql("select 1 from recua_slot where feed = ? and slot = ?")
                .params(feed, slot)
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    /**
     * Lets an object appear and notes it, in one transaction that holds the lease: no newer fetch can end in between.
     *
     * @throws FetchException if the lease was taken over; then nothing appears
     */
    void landed(Lease lease, Content content, String key, Runnable appear) {
        transaction.executeWithoutResult(status -> {
            requireCurrent(lease);
            appear.run();
            jdbc.sql("replace into recua_fetch (feed, url_hash, etag, last_modified, sha256, object_key, fetched_at)"
                            + " values (?, ?, ?, ?, ?, ?, utc_timestamp(3))")
                    .params(content.feed(), content.urlHash(), etag(content), lastModified(content))
                    .params(content.sha256(), key)
                    .update();
            done(content, Outcome.LANDED, key);
        });
    }

    /** Notes that the source has what was landed last. */
    void unchanged(Lease lease, Content content) {
        transaction.executeWithoutResult(status -> {
            requireCurrent(lease);
            jdbc.sql("update recua_fetch set url_hash = ?, etag = ?, last_modified = ? where feed = ?")
                    .params(content.urlHash(), etag(content), lastModified(content), content.feed())
                    .update();
            done(content, Outcome.UNCHANGED, null);
        });
    }

    /** Notes that nothing landed; the slot is left to the next who asks for it. */
    void failed(Lease lease, String feed, String reason) {
        transaction.executeWithoutResult(status -> {
            if (leases.isCurrent(lease)) {
                attempt(feed, Outcome.FAILED, null, reason);
            }
        });
    }

    private void requireCurrent(Lease lease) {
        if (!leases.isCurrent(lease)) {
            throw new FetchException("this fetch was paused for longer than its lease, and another one took it over");
        }
    }

    private void done(Content content, Outcome outcome, String key) {
        String feed = content.feed();
        jdbc.sql("replace into recua_slot (feed, slot) values (?, ?)")
                .params(feed, content.slot())
                .update();
        jdbc.sql("delete from recua_slot where feed = ? and slot < (select slot from"
                        + " (select slot from recua_slot where feed = ? order by slot desc limit 1 offset "
                        + (KEPT_SLOTS - 1) + ") kept)")
                .params(feed, feed)
                .update();
        attempt(feed, outcome, key, content.remark());
    }

    private void attempt(String feed, Outcome outcome, String key, String reason) {
        String cut = reason == null ? null : reason.substring(0, Math.min(reason.length(), MAX_REASON));
        jdbc.sql("replace into recua_attempt (feed, ended_at, outcome, object_key, reason)"
                        + " values (?, utc_timestamp(3), ?, ?, ?)")
                .params(feed, outcome.name(), key, cut)
                .update();
    }

    private static String etag(Content content) {
        return kept(content.etag(), MAX_ETAG);
    }

    private static String lastModified(Content content) {
        return kept(content.lastModified(), MAX_LAST_MODIFIED);
    }

    /** A validator that is cut, or of other characters than headers may have, would be another one. */
    private static String kept(String validator, int length) {
        return validator != null && validator.length() <= length && validator.matches("[ -~]*") ? validator : null;
    }
}

package io.recua.ingest;

import io.recua.config.RecuaProperties;
import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Counts the unexpected errors of each load in the ledger, and says when its object must be refused. Each statement checks
 * the claim's fence.
 */
@Component
class UnexpectedErrors {

    /** The least number of unexpected errors that refuse an object. */
    private static final int MIN_FAILURES = 5;

    private final JdbcClient jdbc;
    private final Duration giveUp;

    UnexpectedErrors(JdbcClient jdbc, RecuaProperties properties) {
        this.jdbc = jdbc;
        this.giveUp = properties.load().giveUp();
    }

    /**
     * Counts an unexpected error. A commit resets the count. A load that has ended keeps its error, which may be why its object
     * was refused.
     *
     * @return the number of errors since the last commit
     */
    int count(Claim claim, String reason) {
        long committed = committed(claim);
        jdbc.sql("update recua_load set error = if(status = 'LOADING', ?, error),"
                        + " failures = if(failed_at <=> ?, failures, 0) + 1,"
                        + " failing_since = if(failed_at <=> ?, failing_since, utc_timestamp(3)), failed_at = ?"
                        + " where id = ? and fence = ?")
                .params(Ledger.text(reason), committed, committed, committed, claim.loadId(), claim.fence())
                .update();
        return jdbc.sql("select failures from recua_load where id = ?")
                .param(claim.loadId())
                .query(Integer.class)
                .single();
    }

    /** Returns whether unexpected errors have stopped the load for longer than {@code recua.load.give-up}. */
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
}

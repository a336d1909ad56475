package io.recua.ingest;

import io.recua.lease.Leases;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Counts how often the process ended during a load without a word, and refuses the object after two such ends at the same
 * place.
 *
 * <p>A run writes the name of its process to {@code recua_load.runner} and removes it at its end, or when it writes rows. If
 * the next run finds the name of another process there, that process has ended before a row was written, as far as the ledger
 * knows. A process that was only paused, or had lost the database, {@linkplain #survived corrects} this when it goes on.
 */
@Component
class Crashes {

    private static final Logger log = LoggerFactory.getLogger(Crashes.class);
    private static final int MAX_DEATHS = 2;
    private static final String DEADLY =
            "the load ended the process twice at the same place of the object, without a word; look for its last lines in"
                    + " the log and for a memory limit, mend the object, and load it again";

    private final JdbcClient jdbc;
    private final Leases leases;
    private final EndNotices notices;
    private final LoadTimer timer;
    /** The loads whose run here has ended, which the ledger does not know yet. */
    private final Set<Long> survived = ConcurrentHashMap.newKeySet();

    Crashes(JdbcClient jdbc, Leases leases, EndNotices notices, LoadTimer timer) {
        this.jdbc = jdbc;
        this.leases = leases;
        this.notices = notices;
        this.timer = timer;
    }

    /**
     * The last run of a load.
     *
     * @param runner the process that did not end it properly; null if there is none
     * @param reached the place that it reached
     * @param deaths how many processes in a row have ended at {@code diedAt}
     * @param diedAt the place where a process ended; null if none did
     */
    record LastRun(String runner, String reached, int deaths, String diedAt) {}

    /** Begins a run of a load, unless the object must be refused. */
    void beginRun(Claim claim, LastRun last) {
        boolean died = last.runner() != null && !last.runner().equals(leases.owner());
        int deaths = !died ? last.deaths() : last.reached().equals(last.diedAt()) ? last.deaths() + 1 : 1;
        jdbc.sql("update recua_load set runner = ?, reached = 0, deaths = ?, died_at = ? where id = ?")
                .params(leases.owner(), deaths, died ? last.reached() : last.diedAt(), claim.loadId())
                .update();
        if (deaths >= MAX_DEATHS) {
            log.warn("Refused {} as load {}: {}", claim.key(), claim.loadId(), DEADLY);
            jdbc.sql("update recua_load set status = 'QUARANTINED', finished_at = utc_timestamp(3), error = ?,"
                            + " runner = null where id = ?")
                    .params(DEADLY, claim.loadId())
                    .update();
            notices.refused(claim, DEADLY, false);
            timer.refusedAtClaim(claim.feed());
        }
    }

    /**
     * Notes that a run has ended, well or not, and the process has not. Any instance may have claimed the load since and
     * counted this process as ended, so the count begins again.
     *
     * @throws DataAccessException if the ledger is away; the note is made when it is back
     */
    void survived(Claim claim) {
        survived.add(claim.loadId());
        noteSurvived();
    }

    @Scheduled(fixedDelay = 5, timeUnit = TimeUnit.SECONDS)
    void retrySurvived() {
        try {
            noteSurvived();
        } catch (DataAccessException e) {
            log.debug("The ledger cannot be told yet of the runs that have ended", e);
        }
    }

    /** Also before a claim, which would count anew what is not noted yet. */
    void noteSurvived() {
        for (long load : survived) {
            jdbc.sql("update recua_load set runner = nullif(runner, ?), deaths = 0, died_at = null where id = ?")
                    .params(leases.owner(), load)
                    .update();
            survived.remove(load);
        }
    }
}

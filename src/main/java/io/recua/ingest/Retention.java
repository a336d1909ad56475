package io.recua.ingest;

import io.recua.config.RecuaProperties;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Deletes the ledger's entries of loads that ended longer ago than {@code recua.retention}, and adds their numbers to
 * {@code recua_month}. Deletes the actions of operators that are as old.
 *
 * <p>Three kinds of loads stay, however old they are: those that have not ended, those whose object is still in the landing
 * place, since without the entry it would be loaded again, and the newest one of each feed and status.
 *
 * <p>All instances do this once a day. Each load is deleted by one of them, in the transaction that adds its numbers.
 */
@Component
class Retention {

    private static final Logger log = LoggerFactory.getLogger(Retention.class);

    /** The number of loads in one transaction: a claim that waits for it waits for milliseconds. */
    private static final int LOADS = 500;

    private static final String ADD_TO_MONTHS =
            """
            insert into recua_month
              select feed, date_format(finished_at, '%Y-%m') as finished, count(*), sum(status = 'QUARANTINED'),
                     sum(n.inserted), sum(n.updated), sum(n.unchanged), sum(n.duplicates), sum(n.rejected),
                     sum(timestampdiff(second, started_at, finished_at))
              from recua_load join
                   (select load_id, sum(inserted) as inserted, sum(updated) as updated, sum(unchanged) as unchanged,
                           sum(duplicates) as duplicates, sum(rejected) as rejected
                    from recua_lane where load_id in (:ids) group by load_id) n on load_id = id
              group by feed, finished
            on duplicate key update
              loads = loads + values(loads), refused = refused + values(refused),
              inserted = recua_month.inserted + values(inserted), updated = recua_month.updated + values(updated),
              unchanged = recua_month.unchanged + values(unchanged),
              duplicates = recua_month.duplicates + values(duplicates),
              rejected = recua_month.rejected + values(rejected), seconds = seconds + values(seconds)""";

    private final RecuaProperties properties;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final LandedObjects landing;

    Retention(
            RecuaProperties properties,
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            LandedObjects landing) {
        this.properties = properties;
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.landing = landing;
    }

    private record Ended(long id, String objectKey) {}

    @Scheduled(initialDelay = 1, fixedDelay = 24 * 60, timeUnit = TimeUnit.MINUTES)
    void deleteOldLoads() {
        try {
            Set<String> present = landing.keys();
            long deleted = 0;
            List<Ended> old = after(0);
            for (; !old.isEmpty(); old = after(old.get(old.size() - 1).id())) {
                List<Long> ids = old.stream()
                        .filter(load -> !present.contains(load.objectKey()))
                        .map(Ended::id)
                        .toList();
                deleted += ids.isEmpty() ? 0 : transaction.execute(status -> delete(ids));
            }
            jdbc.sql("delete from recua_action where at < utc_timestamp(3) - interval ? second")
                    .param(properties.retention().toSeconds())
                    .update();
            if (deleted > 0) {
                log.info(
                        "Deleted {} loads from the ledger that ended more than {} days ago; recua_month has their numbers",
                        deleted,
                        properties.retention().toDays());
            }
        } catch (DataAccessException | TransactionException | SdkException e) {
            log.warn("Cannot delete old loads from the ledger now, tries again in a day: {}", e.getMessage());
        }
    }

    /** Returns the next old loads, in the order of their ids. */
    private List<Ended> after(long id) {
        return jdbc.sql("select id, object_key from recua_load where id > ? and status <> 'LOADING'"
                        + " and finished_at < utc_timestamp(3) - interval ? second and id not in"
                        + " (select id from (select max(id) as id from recua_load group by feed, status) newest)"
                        + " order by id limit " + LOADS)
                .params(id, properties.retention().toSeconds())
                .query(Ended.class)
                .list();
    }

    /** Locks the loads first, since another instance may be deleting them, or one of the objects may come back. */
    private int delete(List<Long> old) {
        List<Long> ids = jdbc.sql("select id from recua_load where id in (:ids) and status <> 'LOADING' for update")
                .param("ids", old)
                .query(Long.class)
                .list();
        if (ids.isEmpty()) {
            return 0;
        }
        jdbc.sql(ADD_TO_MONTHS).param("ids", ids).update();
        for (String table :
                List.of("recua_rejected where load_id", "recua_lane where load_id", "recua_load where id")) {
            jdbc.sql("delete from " + table + " in (:ids)").param("ids", ids).update();
        }
        return ids.size();
    }
}

package io.recua.control;

import io.recua.database.DatabaseClock;
import io.recua.failure.Cause;
import java.lang.management.ManagementFactory;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.commons.lang3.StringUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Records the actions of operators in the ledger, and returns them. */
@Component
public class Actions {

    private static final Logger log = LoggerFactory.getLogger(Actions.class);

    private static final int MAX_SIZE = 1000;
    private static final int MAX_DETAIL = 2000;

    private final JdbcClient jdbc;
    private final Operators operators;
    private final String instance = ManagementFactory.getRuntimeMXBean().getName();

    Actions(JdbcClient jdbc, Operators operators) {
        this.jdbc = jdbc;
        this.operators = operators;
    }

    /**
     * Records an action of the current operator that was executed. If the ledger cannot be written, it logs a warning: a
     * route can be stopped while the database is away.
     *
     * @param feed null if the action concerns all feeds
     * @param load null if the action concerns no load
     * @param detail null if there is none; a long one is cut
     */
    public void record(Action.Kind action, String feed, Long load, String detail) {
        Operator operator = operators.current();
        try {
            jdbc.sql("insert into recua_action (at, who, action, feed, load_id, detail, origin, address, instance)"
                            + " values (utc_timestamp(3), ?, ?, ?, ?, ?, ?, ?, ?)")
                    .params(Arrays.asList(
                            operator.name(),
                            action.name(),
                            feed,
                            load,
                            StringUtils.abbreviate(detail, "…", MAX_DETAIL),
                            operator.origin().name(),
                            operator.address(),
                            instance))
                    .update();
        } catch (BadSqlGrammarException e) {
            log.debug("There is no ledger yet, or it has no actions", e);
        } catch (DataAccessException e) {
            log.warn(
                    "Cannot record in the ledger that {} did {} on feed {}: {}",
                    operator.name(),
                    action,
                    feed,
                    Cause.line(e));
        }
    }

    /**
     * Returns the last actions, newest first.
     *
     * @param feed the feed whose actions are returned; null for all feeds
     * @param size the number of actions, from 1 to 1,000
     */
    public List<Action> last(String feed, int size) {
        return jdbc.sql("select * from recua_action where ? is null or feed = ? order by id desc limit ?")
                .params(Arrays.asList(feed, feed, Math.max(1, Math.min(size, MAX_SIZE))))
                .query(Actions::action)
                .list();
    }

    /** Returns who dismissed the refusal of a load, and why; empty if nobody did, or the ledger does not keep it any more. */
    public Optional<Action> dismissal(String feed, long load) {
        return jdbc.sql(
                        "select * from recua_action where feed = ? and load_id = ? and action = ? order by id desc limit 1")
                .params(feed, load, Action.Kind.DISMISS.name())
                .query(Actions::action)
                .optional();
    }

    private static Action action(ResultSet row, int number) throws SQLException {
        return new Action(
                row.getLong("id"),
                DatabaseClock.instant(row, "at"),
                row.getString("who"),
                Action.Kind.valueOf(row.getString("action")),
                row.getString("feed"),
                row.getObject("load_id", Long.class),
                row.getString("detail"),
                Operator.Origin.valueOf(row.getString("origin")),
                row.getString("address"),
                row.getString("instance"));
    }
}

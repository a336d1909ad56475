package io.recua.control;

import io.recua.config.NotifyProperties.Event;
import io.recua.control.ActionException.Cause;
import io.recua.ingest.LoadStatus;
import io.recua.notify.Notice;
import io.recua.notify.Notices;
import java.util.List;
import org.apache.commons.lang3.StringUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Dismisses the refusal of an object, in all instances: somebody has seen it, and nothing is to be done. The feed counts as
 * refused no longer, until another of its objects is refused. The object stays in {@code quarantine/}.
 */
@Component
public class Dismissal {

    private static final Logger log = LoggerFactory.getLogger(Dismissal.class);

    private static final int MAX_REASON = 1000;

    private static final List<Event> REFUSALS = List.of(Event.REFUSED, Event.GUARD_NOT_MET);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Notices notices;
    private final Operators operators;
    private final Actions actions;

    Dismissal(
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            Notices notices,
            Operators operators,
            Actions actions) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.notices = notices;
        this.operators = operators;
        this.actions = actions;
    }

    private record Refused(String feed, LoadStatus status) {}

    /**
     * Dismisses the refusal of this load's object.
     *
     * @param reason why; must not be blank; a long one is cut
     * @throws ActionException if there is no reason or no such load, its object was not refused, or its refusal is dismissed
     *     already
     */
    public void dismiss(long load, String reason) {
        if (reason == null || reason.isBlank()) {
            throw new ActionException(
                    Cause.BAD_REQUEST,
                    "the reason is missing; write why the refusal of load " + load + " is dismissed");
        }
        String feed = feed(load);
        String by = operators.current().name();
        String why = StringUtils.abbreviate(reason.strip(), "…", MAX_REASON);
        transaction.executeWithoutResult(status -> {
            dismiss(load, feed, "the refusal was dismissed by " + by + ": " + why);
            actions.record(Action.Kind.DISMISS, feed, load, why);
        });
        log.info("Dismissed the refusal of load {} of feed {}, requested by {}: {}", load, feed, by, why);
    }

    private String feed(long load) {
        Refused refused = jdbc.sql("select feed, status from recua_load where id = ?")
                .param(load)
                .query(Refused.class)
                .optional()
                .orElseThrow(() -> new ActionException(Cause.NOT_FOUND, "there is no load " + load));
        if (refused.status() != LoadStatus.QUARANTINED) {
            throw new ActionException(Cause.CONFLICT, "load " + load + " is not refused, so nothing is dismissed");
        }
        return refused.feed();
    }

    /**
     * Ends the state of the feed of which the receiver of messages knows, unless a later object was refused: else that object's
     * refusal, or the next one, would not be told.
     */
    private void dismiss(long load, String feed, String reason) {
        List<Event> begun =
                REFUSALS.stream().filter(event -> notices.lock(event, feed)).toList();
        int dismissed = jdbc.sql("update recua_load set dismissed_at = utc_timestamp(3)"
                        + " where id = ? and status = 'QUARANTINED' and dismissed_at is null")
                .param(load)
                .update();
        if (dismissed == 0) {
            throw new ActionException(Cause.CONFLICT, "the refusal of load " + load + " is dismissed already");
        }
        if (!begun.isEmpty() && isLast(load, feed)) {
            begun.forEach(event -> notices.end(event, Notice.of(Event.RECOVERED, feed, reason)));
        }
    }

    private boolean isLast(long load, String feed) {
        return jdbc.sql("select max(id) = ? from recua_load where feed = ? and status = 'QUARANTINED'")
                .params(load, feed)
                .query(Boolean.class)
                .single();
    }
}

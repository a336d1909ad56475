package io.recua.database;

import com.zaxxer.hikari.HikariDataSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;

/**
 * Cuts off the statements that still run some seconds after the stop began. What waited for one fails, and gives back its
 * lease on a new connection, where MySQL answers.
 */
@Component
class HungStatements implements ApplicationListener<ContextClosedEvent>, DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(HungStatements.class);

    /** Longer than the lanes take to stop, shorter than Camel waits for its routes. */
    private static final int PATIENCE_SECONDS = 8;

    /** What fails may ask the ledger once more, and hang again. */
    private static final int PAUSE_SECONDS = 2;

    private final Database database;
    private final HikariDataSource ledger;
    private final ApplicationContext context;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(threads());

    HungStatements(Database database, HikariDataSource ledger, ApplicationContext context) {
        this.database = database;
        this.ledger = ledger;
        this.context = context;
    }

    private static CustomizableThreadFactory threads() {
        CustomizableThreadFactory threads = new CustomizableThreadFactory("hung-statements-");
        threads.setDaemon(true);
        return threads;
    }

    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        if (event.getApplicationContext() == context) {
            thread.scheduleWithFixedDelay(this::cutOff, PATIENCE_SECONDS, PAUSE_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void cutOff() {
        log.warn("The stop takes long; statements that still wait for MySQL are cut off");
        // The pool must not give out again what is cut.
        ledger.getHikariPoolMXBean().softEvictConnections();
        database.abortConnections();
    }

    @Override
    public void destroy() {
        thread.shutdownNow();
    }
}

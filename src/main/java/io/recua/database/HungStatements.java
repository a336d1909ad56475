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
 * Closes all connections if the shutdown has not finished after some seconds, so that statements that still wait for
 * MySQL fail. Their callers can then release their leases on new connections, if MySQL responds.
 */
@Component
class HungStatements implements ApplicationListener<ContextClosedEvent>, DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(HungStatements.class);

    /** Longer than the lanes need to stop, shorter than Camel's shutdown timeout. */
    private static final int DELAY_SECONDS = 8;

    /**
     * The interval between aborts. After a failure, up to three more statements on the ledger may hang one after the other
     * before the lease is released; all of them must fail within Camel's shutdown timeout.
     */
    private static final int REPEAT_SECONDS = 1;

    private final Database database;
    private final HikariDataSource ledger;
    private final ApplicationContext context;
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(threads());

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
            scheduler.scheduleWithFixedDelay(this::abortConnections, DELAY_SECONDS, REPEAT_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void abortConnections() {
        log.warn("The shutdown takes too long; closing all connections to stop the statements that wait for MySQL");
        // Evict first, so that the pool does not hand out an aborted connection.
        ledger.getHikariPoolMXBean().softEvictConnections();
        database.abortConnections();
    }

    @Override
    public void destroy() {
        scheduler.shutdownNow();
    }
}

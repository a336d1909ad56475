package io.recua.control;

import io.recua.config.RecuaProperties;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.actuate.health.Health;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Reads what the page and the endpoints show, so that they answer while the database or the bucket is away or hangs:
 *
 * <ol>
 *   <li>A query runs on a thread of its server. The request waits for it for a limited time, see {@link Reading}.
 *   <li>If the query fails or takes longer, the request gets the last answer to the same query.
 *   <li>If the server answers a probe meanwhile, or another query, only this query was too slow or failed. If not, the server
 *       is away since the query began.
 *   <li>While the server is away and a query hangs, one request in five seconds sends another. The others get the last answers
 *       at once.
 *   <li>The first query that is answered ends the outage, also if the answer comes late.
 *   <li>MySQL cancels a query after {@value #QUERY_SECONDS} s, so that slow queries do not take all threads.
 * </ol>
 */
@Component
public class Readings implements DisposableBean {

    /** More than a request waits: an answer that comes late is shown by the next request. */
    private static final int QUERY_SECONDS = 10;

    private final Map<Server, ServerQueries> servers = new EnumMap<>(Server.class);

    Readings(
            Clock clock,
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            S3Client s3,
            RecuaProperties properties) {
        S3Client bounded = new BoundedS3Client(s3);
        // Spring gives the time that is left of a transaction to each of its statements.
        TransactionTemplate limited = new TransactionTemplate(transactions);
        limited.setTimeout(QUERY_SECONDS);
        servers.put(
                Server.DATABASE,
                new ServerQueries(
                        Server.DATABASE,
                        clock,
                        () -> jdbc.sql("select 1").query(Integer.class).single(),
                        limited));
        servers.put(
                Server.BUCKET,
                new ServerQueries(
                        Server.BUCKET,
                        clock,
                        () -> bounded.headBucket(request -> request.bucket(properties.bucket())),
                        TransactionOperations.withoutTransaction()));
    }

    /** Begins the reading for one request. */
    public Reading begin() {
        return new Reading(servers);
    }

    /** Probes a server, and waits for its answer as long as a request does. */
    Health health(Server server) {
        return servers.get(server)
                .check()
                .map(why -> Health.down().withDetail("error", why).build())
                .orElseGet(() -> Health.up().build());
    }

    @Override
    public void destroy() {
        servers.values().forEach(ServerQueries::stop);
    }
}

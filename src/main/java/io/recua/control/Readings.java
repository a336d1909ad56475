package io.recua.control;

import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Reads what the page and the endpoints show, so that they answer while the database or the bucket is away or hangs:
 *
 * <ol>
 *   <li>A query runs on a thread of its server. The request waits for it for a limited time, see {@link Reading}.
 *   <li>If the query fails or takes longer, the server is away since the query began, and the request gets the last answer to
 *       the same query.
 *   <li>While a query hangs, one request in five seconds sends another. The others get the last answers at once.
 *   <li>The first query that is answered ends the outage, also if the answer comes late.
 * </ol>
 */
@Component
public class Readings implements DisposableBean {

    private final Clock clock;
    private final Map<Server, ServerQueries> servers = new EnumMap<>(Server.class);

    Readings(Clock clock) {
        this.clock = clock;
        for (Server server : Server.values()) {
            servers.put(server, new ServerQueries(server, clock));
        }
    }

    /** Begins the reading for one request. */
    public Reading begin() {
        return new Reading(servers, clock);
    }

    @Override
    public void destroy() {
        servers.values().forEach(ServerQueries::stop);
    }
}

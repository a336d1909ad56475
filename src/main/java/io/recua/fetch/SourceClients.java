package io.recua.fetch;

import io.recua.config.RecuaProperties;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.camel.spi.BeanRepository;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.springframework.stereotype.Component;

/**
 * Holds the HTTP client of each feed, which the routes find as the bean {@code sourceClient-<feed>}. Feeds do not share secrets,
 * allowed hosts or connections.
 *
 * <p>It is a repository of its own: Camel searches its registry by type several times for each route, and would look at the clients
 * of all feeds each time.
 */
@Component("sourceClient")
class SourceClients implements BeanRepository {

    private final Map<String, SourceClient> clients = new HashMap<>();

    SourceClients(RecuaProperties properties, DnsResolver names) {
        TlsSocketStrategy tls = DefaultClientTlsStrategy.createDefault();
        properties
                .feeds()
                .forEach((name, feed) -> clients.put(
                        "sourceClient-" + name, new SourceClient(properties.fetch(), name, feed, names, tls)));
    }

    @Override
    public Object lookupByName(String name) {
        return clients.get(name);
    }

    @Override
    public <T> T lookupByNameAndType(String name, Class<T> type) {
        SourceClient client = clients.get(name);
        return type.isInstance(client) ? type.cast(client) : null;
    }

    @Override
    public <T> Map<String, T> findByTypeWithName(Class<T> type) {
        return Map.of();
    }

    @Override
    public <T> Set<T> findByType(Class<T> type) {
        return Set.of();
    }
}

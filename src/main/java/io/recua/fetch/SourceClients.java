package io.recua.fetch;

import io.recua.config.RecuaProperties;
import org.apache.camel.CamelContext;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.springframework.stereotype.Component;

/**
 * Registers an HTTP client for each feed, the bean {@code sourceClient-<feed>}. Feeds do not share secrets, allowed hosts
 * or connections.
 */
@Component("sourceClient")
class SourceClients implements CamelContextConfiguration {

    private final RecuaProperties properties;
    private final DnsResolver names;

    SourceClients(RecuaProperties properties, DnsResolver names) {
        this.properties = properties;
        this.names = names;
    }

    @Override
    public void beforeApplicationStart(CamelContext camel) {
        TlsSocketStrategy tls = DefaultClientTlsStrategy.createDefault();
        properties.feeds().forEach((name, feed) -> camel.getRegistry()
                .bind("sourceClient-" + name, new SourceClient(properties.fetch(), name, feed, names, tls)));
    }

    @Override
    public void afterApplicationStart(CamelContext camel) {}
}

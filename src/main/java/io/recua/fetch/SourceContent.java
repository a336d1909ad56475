package io.recua.fetch;

import io.recua.config.RecuaProperties;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;

/** Opens a URL once, without retries, with the timeouts and limits of a feed's fetch, as a stream. */
public final class SourceContent {

    private final RecuaProperties properties;
    private final DnsResolver names;

    SourceContent(RecuaProperties properties, DnsResolver names) {
        this.properties = properties;
        this.names = names;
    }

    /**
     * Opens the URL. The caller must close the stream, which closes the connection.
     *
     * @throws FetchException if the source returns something other than the content
     * @throws UnavailableException if the source does not respond now; a later attempt may succeed
     */
    public InputStream open(String feed, URI address) throws IOException {
        HttpClientBuilder builder = HttpClientBuilder.create();
        new SourceClient(
                        properties.fetch(),
                        feed,
                        properties.feed(feed).at(address),
                        names,
                        DefaultClientTlsStrategy.createDefault())
                .configureHttpClient(builder);
        CloseableHttpClient client = builder.build();
        try {
            ClassicHttpResponse response = client.executeOpen(null, new HttpGet(address), null);
            if (response.getEntity() == null) {
                throw new FetchException("the body is empty");
            }
            return new FilterInputStream(response.getEntity().getContent()) {
                @Override
                public void close() throws IOException {
                    try (client) {
                        super.close();
                    }
                }
            };
        } catch (IOException | RuntimeException e) {
            client.close();
            throw e;
        }
    }
}

package io.recua.fetch;

import io.recua.config.FetchProperties;
import io.recua.config.RecuaProperties;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.util.Timeout;
import org.springframework.stereotype.Component;

/** Gives camel-http's client its deadlines; retries are the error policy's alone. */
@Component("sourceClient")
class SourceClient implements HttpClientConfigurer {

    private final FetchProperties fetch;

    SourceClient(RecuaProperties properties) {
        this.fetch = properties.fetch();
    }

    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        Timeout response = Timeout.of(fetch.responseTimeout());
        client.disableAutomaticRetries()
                .disableCookieManagement()
                .setUserAgent("Recua")
                .setDefaultRequestConfig(
                        RequestConfig.custom().setResponseTimeout(response).build())
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(Timeout.of(fetch.connectTimeout()))
                                .setSocketTimeout(response)
                                .build())
                        .build());
    }
}

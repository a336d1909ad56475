package io.recua.notify;

import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.util.Timeout;
import org.springframework.stereotype.Component;

/**
 * Configures the HTTP client of the webhook. It does not retry, because the error policy does, and follows no redirect, which could
 * lead the message elsewhere. It gives up within the time that the stop of a route takes.
 */
@Component("webhookClient")
class WebhookClient implements HttpClientConfigurer {

    private static final Timeout CONNECT = Timeout.ofSeconds(4);
    private static final Timeout RESPONSE = Timeout.ofSeconds(8);

    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        client.disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(CONNECT)
                        .setResponseTimeout(RESPONSE)
                        .build())
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(CONNECT)
                                .setSocketTimeout(RESPONSE)
                                .build())
                        .build());
    }
}

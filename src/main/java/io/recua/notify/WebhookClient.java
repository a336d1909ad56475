package io.recua.notify;

import java.io.IOException;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.util.Timeout;
import org.springframework.stereotype.Component;

/**
 * Configures the HTTP client of the webhook. It does not retry, because the error policy does, and follows no redirect, which could
 * lead the message elsewhere.
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
                .addExecInterceptorFirst("limit", WebhookClient::execute)
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

    /** The status alone is the answer. A body is not read: it might have no end. */
    private static ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        SendLimit.startWith(((Cancellable) scope.originalRequest)::cancel);
        ClassicHttpResponse response = chain.proceed(request, scope);
        scope.execRuntime.discardEndpoint();
        response.setEntity(null);
        return response;
    }
}

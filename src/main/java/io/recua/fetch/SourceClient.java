package io.recua.fetch;

import io.recua.config.FetchProperties;
import io.recua.config.RecuaProperties;
import java.io.IOException;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.util.Timeout;
import org.springframework.stereotype.Component;

/** Gives camel-http's client its deadlines; retries are the error policy's alone. What a failure's body says is not read. */
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
                .addExecInterceptorFirst("body", this::limitBody)
                .setDefaultRequestConfig(
                        RequestConfig.custom().setResponseTimeout(response).build())
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(Timeout.of(fetch.connectTimeout()))
                                .setSocketTimeout(response)
                                .build())
                        .build());
    }

    private ClassicHttpResponse limitBody(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        ClassicHttpResponse answer = chain.proceed(request, scope);
        if (answer.getEntity() != null && answer.getCode() < 300) {
            answer.setEntity(new Body(answer.getEntity(), scope.execRuntime, fetch.deadline()));
        } else if (answer.getEntity() != null) {
            scope.execRuntime.discardEndpoint();
            answer.setEntity(null);
        }
        return answer;
    }
}

package io.recua;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.recua.config.SettingException;
import io.recua.ingest.Checkpoints;
import io.recua.trace.LoggedExporter;
import io.recua.trace.Spans;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.apache.camel.spi.InterceptStrategy;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.actuate.autoconfigure.tracing.otlp.OtlpTracingProperties;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Configures the traces, by Spring Boot's settings. Without an endpoint, nothing of this is created. Spring Boot's own tracing would
 * trace each request to the page too, and needs Micrometer's bridge.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(TracingConfiguration.ENDPOINT)
@EnableConfigurationProperties(OtlpTracingProperties.class)
class TracingConfiguration {

    static final String ENDPOINT = "management.otlp.tracing.endpoint";

    /** How long the end of the process waits for the last spans to be sent. */
    private static final int FLUSH_SECONDS = 2;

    @Bean(destroyMethod = "")
    SdkTracerProvider tracerProvider(
            OtlpTracingProperties otlp, @Value("${spring.application.name}") String application) {
        return SdkTracerProvider.builder()
                .setResource(Resource.getDefault()
                        .merge(Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), application))))
                .addSpanProcessor(BatchSpanProcessor.builder(new LoggedExporter(exporter(otlp)))
                        .build())
                .build();
    }

    private static OtlpHttpSpanExporter exporter(OtlpTracingProperties otlp) {
        OtlpHttpSpanExporterBuilder exporter = OtlpHttpSpanExporter.builder()
                .setTimeout(otlp.getTimeout())
                .setConnectTimeout(otlp.getConnectTimeout())
                .setCompression(otlp.getCompression().name().toLowerCase(Locale.ROOT));
        otlp.getHeaders().forEach(exporter::addHeader);
        try {
            return exporter.setEndpoint(otlp.getEndpoint()).build();
        } catch (IllegalArgumentException e) {
            throw new SettingException(
                    ENDPOINT,
                    "is not an http(s) address; write the one that takes OTLP by HTTP, such as http://127.0.0.1:4318/v1/traces",
                    e);
        }
    }

    @Bean
    DisposableBean lastSpans(SdkTracerProvider tracers) {
        return () -> tracers.shutdown().join(FLUSH_SECONDS, TimeUnit.SECONDS);
    }

    @Bean
    InterceptStrategy spans(SdkTracerProvider tracers, S3Client s3, Checkpoints checkpoints) {
        return new Spans(tracers.get("io.recua"), s3, checkpoints);
    }
}

package io.recua.trace;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.recua.failure.Cause;
import io.recua.failure.OncePerMinute;
import java.util.Collection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs in one line that spans could not be sent; they are dropped. The exporter itself logs a stack trace each time. */
public final class LoggedExporter implements SpanExporter {

    private static final Logger log = LoggerFactory.getLogger(LoggedExporter.class);

    private final SpanExporter exporter;
    private final OncePerMinute failures = new OncePerMinute();

    public LoggedExporter(SpanExporter exporter) {
        this.exporter = exporter;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        CompletableResultCode result = exporter.export(spans);
        result.whenComplete(() -> {
            if (!result.isSuccess() && failures.isDue()) {
                Throwable failure = result.getFailureThrowable();
                log.warn(
                        "Cannot send traces to management.otlp.tracing.endpoint, drops them: {}",
                        failure == null ? "the exporter is closed" : Cause.line(failure));
            }
        });
        return result;
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}

package io.recua.trace;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.recua.lease.LeasedRepository;
import java.time.Instant;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.slf4j.MDC;

/**
 * A piece of work on a feed: the fetch of a slot, or the load of an object. It has a span, and one below for each step.
 *
 * <p>The span begins with the first step, since a slot that is done and a lease that another instance holds are no work. From then on
 * the thread's log lines have the trace's id.
 */
abstract class Work {

    private static final String LOGGED_TRACE = "traceId";

    private static final AttributeKey<String> FEED = AttributeKey.stringKey("recua.feed");

    /** The landed object's key. */
    static final AttributeKey<String> OBJECT = AttributeKey.stringKey("recua.object");

    private final Tracer tracer;
    private final String name;
    private final Instant began = Instant.now();
    private Attributes subject;
    private Span span;
    private Context current;

    Work(Tracer tracer, String name) {
        this.tracer = tracer;
        this.name = name;
    }

    /** Returns the context that the work is a part of. */
    abstract Context parent(Exchange exchange);

    /** Adds what the work is about to the attributes of all of its spans. */
    abstract void describe(Exchange exchange, AttributesBuilder subject);

    /** Tells other work, which may be in another process, what this one's context is. */
    abstract void propagate(Exchange exchange, Context context);

    /** Adds what came of it to its own span. Returns why it failed; null if it did not, or nobody knows. */
    abstract String result(Exchange exchange, Span span);

    /**
     * Begins the span of a step.
     *
     * @return ends the span, then calls the callback
     */
    final AsyncCallback step(String step, Exchange exchange, AsyncCallback callback) {
        if (span == null) {
            begin(exchange);
        }
        Context outer = current;
        Span inner = tracer.spanBuilder(step).setParent(outer).startSpan().setAllAttributes(subject);
        current = outer.with(inner);
        return doneSync -> {
            if (exchange.getException() != null) {
                // The text of an exception may hold secrets, such as the address of a source.
                inner.setStatus(
                        StatusCode.ERROR, exchange.getException().getClass().getSimpleName());
            }
            inner.end();
            current = outer;
            callback.done(doneSync);
        };
    }

    private void begin(Exchange exchange) {
        AttributesBuilder attributes = Attributes.builder().put(FEED, LeasedRepository.feed(exchange));
        describe(exchange, attributes);
        subject = attributes.build();
        Context parent = parent(exchange);
        span = tracer.spanBuilder(name)
                .setParent(parent)
                .setStartTimestamp(began)
                .startSpan()
                .setAllAttributes(subject);
        current = parent.with(span);
        propagate(exchange, current);
        MDC.put(LOGGED_TRACE, span.getSpanContext().getTraceId());
    }

    /** Ends the work. */
    final void end(Exchange exchange) {
        if (span == null) {
            return;
        }
        String reason = result(exchange, span);
        if (reason != null || LeasedRepository.hasFailed(exchange)) {
            span.setStatus(StatusCode.ERROR, reason == null ? "" : reason);
        }
        span.end();
        MDC.remove(LOGGED_TRACE);
    }
}

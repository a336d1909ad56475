package io.recua.trace;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import org.apache.camel.Exchange;

/** The fetch of a slot: a trace of its own, which the object that lands names in its metadata. */
final class FetchWork extends Work {

    private static final AttributeKey<String> SLOT = AttributeKey.stringKey("recua.slot");

    FetchWork(Tracer tracer) {
        super(tracer, "fetch");
    }

    @Override
    Context parent(Exchange exchange) {
        return Context.root();
    }

    @Override
    void describe(Exchange exchange, AttributesBuilder subject) {
        subject.put(SLOT, exchange.getVariable("slot", String.class));
    }

    @Override
    void propagate(Exchange exchange, Context context) {
        W3CTraceContextPropagator.getInstance().inject(context, exchange, Exchange::setVariable);
    }

    @Override
    String result(Exchange exchange, Span span) {
        String landed = exchange.getVariable("landedKey", String.class);
        if (landed != null) {
            span.setAttribute(OBJECT, landed);
        }
        return exchange.getVariable("reason", String.class);
    }
}

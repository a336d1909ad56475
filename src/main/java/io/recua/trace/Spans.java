package io.recua.trace;

import io.opentelemetry.api.trace.Tracer;
import io.recua.ingest.Checkpoints;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.model.LogDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.SplitDefinition;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Traces fetches and loads: one span for each, and one for each step with an id of its own while the exchange is at work. Steps in
 * a split have none: there would be one for each batch.
 *
 * <p>Camel's own tracing does not fit: it begins a trace with an exchange, but one poll loads objects that came by different
 * fetches, and most polls do nothing; and it sees endpoints, while most steps here are beans.
 */
public final class Spans implements InterceptStrategy {

    /** The exchange property with the {@link Work}. */
    private static final String WORK = "recua.work";

    /** The steps that hold the work on a slot or an object. */
    private final Map<String, Supplier<Work>> works;

    public Spans(Tracer tracer, S3Client s3, Checkpoints checkpoints) {
        this.works = Map.of(
                "fetch-once", () -> new FetchWork(tracer),
                "ingest-claim", () -> new LoadWork(tracer, s3, checkpoints));
    }

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext camel, NamedNode definition, Processor target, Processor next) {
        String id = definition.getId();
        if (works.containsKey(id)) {
            return new WorkProcessor(target, works.get(id));
        }
        return isStep(definition) ? new StepProcessor(target, id) : target;
    }

    private static boolean isStep(NamedNode definition) {
        for (NamedNode outer = definition; outer != null; outer = outer.getParent()) {
            if (outer.getParent() instanceof SplitDefinition) {
                return false;
            }
        }
        return definition instanceof ProcessorDefinition<?> step
                && step.hasCustomIdAssigned()
                && !(step instanceof LogDefinition);
    }

    private static final class WorkProcessor extends DelegateAsyncProcessor {

        private final Supplier<Work> works;

        WorkProcessor(Processor target, Supplier<Work> works) {
            super(target);
            this.works = works;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            Work work = works.get();
            exchange.setProperty(WORK, work);
            return super.process(exchange, doneSync -> {
                exchange.removeProperty(WORK);
                try {
                    work.end(exchange);
                } finally {
                    callback.done(doneSync);
                }
            });
        }
    }

    private static final class StepProcessor extends DelegateAsyncProcessor {

        private final String step;

        StepProcessor(Processor target, String step) {
            super(target);
            this.step = step;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            Work work = exchange.getProperty(WORK, Work.class);
            return super.process(exchange, work == null ? callback : work.step(step, exchange, callback));
        }
    }
}

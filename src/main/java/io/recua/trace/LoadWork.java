package io.recua.trace;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.recua.ingest.Checkpoints;
import io.recua.ingest.Claim;
import io.recua.ingest.Counts;
import java.util.Map;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

/** The load of an object: a part of the trace that landed the object, in whatever process that was. */
final class LoadWork extends Work {

    private static final Logger log = LoggerFactory.getLogger(LoadWork.class);

    private static final AttributeKey<Long> LOAD = AttributeKey.longKey("recua.load");

    private static final TextMapGetter<Map<String, String>> METADATA = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Map<String, String> metadata) {
            return metadata.keySet();
        }

        @Override
        public String get(Map<String, String> metadata, String key) {
            return metadata.get(key);
        }
    };

    private final S3Client s3;
    private final Checkpoints checkpoints;

    LoadWork(Tracer tracer, S3Client s3, Checkpoints checkpoints) {
        super(tracer, "load");
        this.s3 = s3;
        this.checkpoints = checkpoints;
    }

    private static Claim claim(Exchange exchange) {
        return exchange.getVariable(Claim.VARIABLE, Claim.class);
    }

    /** Returns the trace in the object's metadata; without one, or if S3 does not answer, a new trace begins. */
    @Override
    Context parent(Exchange exchange) {
        Claim claim = claim(exchange);
        try {
            Map<String, String> metadata = s3.headObject(
                            request -> request.bucket(claim.bucket()).key(claim.key()))
                    .metadata();
            return W3CTraceContextPropagator.getInstance().extract(Context.root(), metadata, METADATA);
        } catch (SdkException e) {
            log.debug("Cannot read which trace landed {}", claim.key(), e);
            return Context.root();
        }
    }

    @Override
    void describe(Exchange exchange, AttributesBuilder subject) {
        subject.put(OBJECT, claim(exchange).key()).put(LOAD, claim(exchange).loadId());
    }

    @Override
    void propagate(Exchange exchange, Context context) {}

    @Override
    String result(Exchange exchange, Span span) {
        try {
            Counts counts = checkpoints.counts(claim(exchange));
            span.setAttribute("recua.rows.read", counts.read())
                    .setAttribute("recua.rows.inserted", counts.inserted())
                    .setAttribute("recua.rows.updated", counts.updated())
                    .setAttribute("recua.rows.unchanged", counts.unchanged())
                    .setAttribute("recua.rows.duplicates", counts.duplicates())
                    .setAttribute("recua.rows.rejected", counts.rejected());
        } catch (DataAccessException e) {
            log.debug(
                    "Cannot read the counts of load {} for its trace",
                    claim(exchange).loadId(),
                    e);
        }
        return exchange.getVariable("reason", String.class);
    }
}

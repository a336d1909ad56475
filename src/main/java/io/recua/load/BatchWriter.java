package io.recua.load;

import io.recua.ingest.Checkpoints;
import io.recua.ingest.Counts;
import io.recua.ingest.Ledger;
import io.recua.ingest.LoadProgress;
import io.recua.ingest.RefusedException;
import io.recua.row.Batch;
import io.recua.write.LoadStoppedException;
import io.recua.write.StopSignal;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeException;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.http.Abortable;

/** Writes the batches of a load to its table, and checks the counts at the end. */
@Component("writer")
public class BatchWriter {

    private static final Logger log = LoggerFactory.getLogger(BatchWriter.class);

    private final Ledger ledger;
    private final Checkpoints checkpoints;
    private final StopSignal stop;

    BatchWriter(Ledger ledger, Checkpoints checkpoints, StopSignal stop) {
        this.ledger = ledger;
        this.checkpoints = checkpoints;
        this.stop = stop;
    }

    /**
     * Passes a batch to the lanes.
     *
     * @throws RefusedException if too many rows are rejected so far; their lines and reasons are kept
     * @throws LoadStoppedException if the feed's route is stopping or the feed is paused; the next run continues after the last commit
     */
    public void write(@Body Batch batch, @Variable(Load.VARIABLE) Load load, Exchange exchange) throws Exception {
        Runnable pulse = () -> pulse(load, exchange);
        boolean last = exchange.getProperty(ExchangePropertyKey.SPLIT_COMPLETE, false, Boolean.class);
        Optional<RefusedException> refusal = load.count(batch, last);
        ledger.reached(load.claim(), load.records());
        pulse.run();
        load.lanes().write(refusal.isEmpty() ? batch : batch.onlyRejected(), pulse);
        if (refusal.isPresent()) {
            throw refusal.get();
        }
    }

    private void pulse(Load load, Exchange exchange) {
        stop.check(exchange);
        load.progress().due(load.records()).ifPresent(report -> tell(load, report));
    }

    private void tell(Load load, LoadProgress report) {
        ledger.progress(load.claim(), report);
        if (report.rowsPerSecond() == null) {
            log.info(
                    "Loading {}: no rows committed by this run yet, {} rows read",
                    load.claim().key(),
                    load.records());
            return;
        }
        log.info(
                "Loading {}: {} rows, {} rows/s, {} % of the object, {} s left",
                load.claim().key(), report.rows(), report.rowsPerSecond(), report.percent(), report.secondsLeft());
    }

    /**
     * Waits for the last commit and checks the counts.
     *
     * @throws RefusedException if too many rows are rejected, including those that MySQL refused
     */
    public void finish(@Variable(Load.VARIABLE) Load load, Exchange exchange) throws Exception {
        load.lanes().finish(() -> pulse(load, exchange));
        ledger.writes(load.claim());
        Counts counts = checkpoints.counts(load.claim());
        if (counts.read() != load.records()) {
            throw new IllegalStateException("read " + load.records() + " records but accounted for " + counts);
        }
        Optional<RefusedException> refusal = load.judge(counts.rejected());
        if (refusal.isPresent()) {
            throw refusal.get();
        }
        log.info(
                "Loaded {} into {} in {} s: {}; see /actuator/loads/{}",
                load.claim().key(),
                load.header().table().name(),
                String.format("%.1f", load.progress().seconds()),
                counts,
                load.claim().loadId());
    }

    /** Throws the exception that stopped the load, without the split's wrapper. Before a refusal, writes the batches before it. */
    public void fail(@ExchangeException Exception failure, @Variable(Load.VARIABLE) Load load, Exchange exchange)
            throws Exception {
        Exception reason = failure instanceof CamelExchangeException && failure.getCause() instanceof Exception cause
                ? cause
                : failure;
        if (reason instanceof RefusedException && load != null) {
            load.lanes().finish(() -> pulse(load, exchange));
        }
        throw reason;
    }

    /** Ends the load after the running transactions, complete or not, and aborts the stream of the object. */
    public void close(Exchange exchange) {
        if (exchange.getVariable("object") instanceof Abortable object) {
            object.abort();
        }
        Load load = exchange.getVariable(Load.VARIABLE, Load.class);
        if (load != null) {
            load.lanes().stop();
            exchange.removeVariable(Load.VARIABLE);
        }
    }
}

package io.recua.write;

import io.recua.ingest.Landing;
import io.recua.lease.LeasedRepository;
import io.recua.pause.Pause;
import io.recua.pause.Pause.Task;
import io.recua.pause.Pauses;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/** Tells a running load to stop, because its feed's route is stopping or its feed is paused. */
@Component
public class StopSignal {

    private final Pauses pauses;

    StopSignal(Pauses pauses) {
        this.pauses = pauses;
    }

    /**
     * Returns if the load may go on. A load calls it between two batches, and once a second while it waits for a commit.
     *
     * @throws LoadStoppedException if the load must stop; its next run continues after its last commit
     */
    public void check(Exchange exchange) {
        if (!Landing.isRunning(exchange)) {
            throw new LoadStoppedException();
        }
        pauses.recent(LeasedRepository.feed(exchange), Task.LOAD)
                .map(Pause::sentence)
                .ifPresent(pause -> {
                    throw new LoadStoppedException(pause);
                });
    }
}

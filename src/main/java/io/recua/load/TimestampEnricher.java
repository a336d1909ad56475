package io.recua.load;

import org.apache.camel.Body;
import org.apache.camel.Variable;
import org.springframework.stereotype.Component;

/** Fills the timestamp column with the load's instant: one for all rows, the same after a restart. */
@Component("timestamp")
public class TimestampEnricher {

    public void stamp(@Body Batch batch, @Variable(Load.VARIABLE) Load load) {
        if (load.stamp() != null) {
            batch.rows().forEach(row -> row.stamp(load.stamp()));
        }
    }
}

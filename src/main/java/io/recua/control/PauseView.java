package io.recua.control;

import io.recua.pause.Pause;
import java.time.Instant;

/**
 * A pause of a feed's fetches or loads, in all instances.
 *
 * @param by who paused them; null in a maintenance window
 * @param reason null if the operator gave none
 * @param until when the maintenance window ends; null if an operator paused them
 */
public record PauseView(String by, Instant since, String reason, Instant until) {

    static PauseView of(Pause pause) {
        return new PauseView(pause.by(), pause.since(), pause.reason(), pause.until());
    }

    /** Returns who paused them, since when and why, without a period at its end. */
    public String sentence() {
        return Pause.sentence(by, since, reason, until);
    }
}

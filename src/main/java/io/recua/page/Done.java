package io.recua.page;

import java.util.regex.Pattern;

/**
 * What a button has done. It is in the address of the page that follows; the address holds a name, not the sentence, so
 * that nobody can put words of their own on the page by a link.
 */
public enum Done {
    FETCH("Started a fetch of %s."),
    PAUSE("Paused %s in all instances. A load that runs ends after its batch."),
    RESUME_ALL("Resumed the fetches and loads of %s in all instances."),
    RESUME_FETCH("Resumed the fetches of %s in all instances."),
    RESUME_LOAD("Resumed the loads of %s in all instances."),
    STOP_FETCH("Stopped the scheduled fetches of %s in this instance."),
    START_FETCH("Started the scheduled fetches of %s."),
    STOP_INGEST("Stopped the loads of %s in this instance. What was committed stays; the rest waits."),
    START_INGEST("Started the loads of %s."),
    DISMISS("Dismissed the refusal of load %s. A later refusal shows again."),
    REPLAY("The object of load %s landed again, and is loaded as a new load.");

    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,63}");

    private final String sentence;

    Done(String sentence) {
        this.sentence = sentence;
    }

    /** Returns what to tell the operator; null if the name is neither that of a feed nor a number. */
    String sentence(String name) {
        return NAME.matcher(name).matches() ? sentence.formatted(name) : null;
    }
}

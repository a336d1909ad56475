package io.recua.cli;

import io.recua.control.PauseSwitch.What;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The feed, and what of it, that a command pauses or resumes. */
final class PauseTarget {

    @Parameters(paramLabel = "FEED", description = "the name of the feed in the settings")
    private String feed;

    @Option(
            names = "--what",
            paramLabel = "all|fetch|load",
            defaultValue = "all",
            description = "what of the feed (default: ${DEFAULT-VALUE})")
    private What what;

    String feed() {
        return feed;
    }

    What what() {
        return what;
    }

    @Override
    public String toString() {
        return what.words() + " of feed " + feed;
    }
}

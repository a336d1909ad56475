package io.recua.cli;

import picocli.CommandLine.Option;

/** The option {@code --feed} of the commands that work on one feed. */
final class FeedOption {

    @Option(
            names = "--feed",
            required = true,
            paramLabel = "FEED",
            description = "the name of the feed in the settings, with its table, its key and its CSV format")
    private String feed;

    String name() {
        return feed;
    }
}

package io.recua.cli;

import picocli.CommandLine.Option;

/** The feed that a command is about. */
final class FeedOption {

    @Option(
            names = "--feed",
            required = true,
            paramLabel = "FEED",
            description = "the feed: its table, its key and how its CSV is written, as in the settings")
    private String feed;

    String name() {
        return feed;
    }
}

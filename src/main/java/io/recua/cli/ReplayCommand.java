package io.recua.cli;

import io.recua.control.LoadView;
import io.recua.control.Loads;
import io.recua.control.Replay;
import java.util.concurrent.Callable;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Loads an archived or quarantined object again. */
@Command(
        name = "replay",
        description =
                "Loads the object of an ended load again, from archive/ or quarantine/, as a new load, so that its"
                        + " rows become the newest.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:all rows are loaded",
            "1:the object could not be landed or loaded",
            "2:wrong usage",
            "3:loaded, but some rows are rejected",
            "4:refused; the object is under quarantine/"
        })
final class ReplayCommand implements Callable<Integer> {

    private final ContextStarter starter;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "LOAD", description = "the number of the load, as printed by status")
    private long load;

    @Option(
            names = "--accept",
            description = "load the object even if it does not meet the feed's setting expect: it is right as it is")
    private boolean accept;

    ReplayCommand(ContextStarter starter) {
        this.starter = starter;
    }

    @Override
    public Integer call() throws InterruptedException {
        LoadWatch.say(spec.commandLine(), "Loading the object of load " + load + " again: starting");
        String feed = feed();
        try (ConfigurableApplicationContext context = starter.service(feed)) {
            String key = context.getBean(Replay.class).replay(load, accept);
            return new LoadWatch(context, spec.commandLine()).awaitEnd(feed, key);
        }
    }

    private String feed() {
        try (ConfigurableApplicationContext parts = starter.parts(null)) {
            return parts.getBean(Loads.class)
                    .find(load)
                    .map(LoadView::feed)
                    .orElseThrow(() -> new CommandException(ExitCode.SOFTWARE, "there is no load " + load));
        }
    }
}

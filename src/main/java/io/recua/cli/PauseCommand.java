package io.recua.cli;

import io.recua.control.PauseSwitch;
import java.util.concurrent.Callable;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Pauses a feed in all instances. */
@Command(
        name = "pause",
        description =
                "Pauses the fetches, the loads or both of a feed in all instances, until the command resume. A running"
                        + " load ends behind its running batch within a few seconds, and continues when it is resumed.",
        mixinStandardHelpOptions = true)
final class PauseCommand implements Callable<Integer> {

    private final ContextStarter starter;

    @Spec
    private CommandSpec spec;

    @Mixin
    private PauseTarget target;

    @Option(names = "--reason", paramLabel = "TEXT", description = "why; the page and the endpoints show it")
    private String reason;

    PauseCommand(ContextStarter starter) {
        this.starter = starter;
    }

    @Override
    public Integer call() {
        try (ConfigurableApplicationContext context = starter.parts(target.feed())) {
            context.getBean(PauseSwitch.class).pause(target.feed(), target.what(), reason);
            spec.commandLine().getOut().println("Paused " + target + ".");
            return ExitCode.OK;
        }
    }
}

package io.recua.cli;

import io.recua.control.PauseSwitch;
import io.recua.control.PauseSwitch.What;
import java.util.concurrent.Callable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.BadSqlGrammarException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
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

    @Parameters(paramLabel = "FEED", description = "the name of the feed in the settings")
    private String feed;

    @Option(
            names = "--what",
            paramLabel = "all|fetch|load",
            defaultValue = "all",
            description = "what to pause (default: ${DEFAULT-VALUE})")
    private What what;

    @Option(names = "--reason", paramLabel = "TEXT", description = "why; the page and the endpoints show it")
    private String reason;

    PauseCommand(ContextStarter starter) {
        this.starter = starter;
    }

    @Override
    public Integer call() {
        try (ConfigurableApplicationContext context = starter.parts(feed)) {
            context.getBean(PauseSwitch.class).pause(feed, what, reason);
            spec.commandLine().getOut().println("Paused " + what.lowerCase() + " of feed " + feed + ".");
            return ExitCode.OK;
        } catch (BadSqlGrammarException e) {
            throw new CommandException(ExitCode.SOFTWARE, ContextStarter.NO_LEDGER);
        }
    }
}

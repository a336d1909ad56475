package io.recua.cli;

import io.recua.control.ActionException;
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

/** Resumes a paused feed in all instances. */
@Command(
        name = "resume",
        description =
                "Resumes a paused feed in all instances. With the setting catch-up, the last slot of its schedule is"
                        + " fetched if it came during the pause.",
        mixinStandardHelpOptions = true)
final class ResumeCommand implements Callable<Integer> {

    private final ContextStarter starter;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FEED", description = "the name of the feed in the settings")
    private String feed;

    @Option(
            names = "--what",
            paramLabel = "all|fetch|load",
            defaultValue = "all",
            description = "what to resume (default: ${DEFAULT-VALUE})")
    private What what;

    ResumeCommand(ContextStarter starter) {
        this.starter = starter;
    }

    @Override
    public Integer call() {
        try (ConfigurableApplicationContext context = starter.parts(feed)) {
            context.getBean(PauseSwitch.class).resume(feed, what);
            spec.commandLine().getOut().println("Resumed " + what.lowerCase() + " of feed " + feed + ".");
            return ExitCode.OK;
        } catch (BadSqlGrammarException e) {
            throw new CommandException(ExitCode.SOFTWARE, ContextStarter.NO_LEDGER);
        } catch (ActionException e) {
            throw new CommandException(ExitCode.SOFTWARE, e.getMessage());
        }
    }
}

package io.recua.cli;

import io.recua.control.Dismissal;
import java.util.concurrent.Callable;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Dismisses the refusal of an object. */
@Command(
        name = "dismiss",
        description =
                "Dismisses the refusal of an object: the feed counts as refused no longer, until another of its objects is"
                        + " refused. The object stays under quarantine/.",
        mixinStandardHelpOptions = true)
final class DismissCommand implements Callable<Integer> {

    private final ContextStarter starter;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "LOAD", description = "the number of the load, as printed by status")
    private long load;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            required = true,
            description = "why; the ledger keeps it, see the command actions")
    private String reason;

    DismissCommand(ContextStarter starter) {
        this.starter = starter;
    }

    @Override
    public Integer call() {
        try (ConfigurableApplicationContext context = starter.parts(null)) {
            context.getBean(Dismissal.class).dismiss(load, reason);
            spec.commandLine().getOut().println("Dismissed the refusal of load " + load + ".");
            return ExitCode.OK;
        }
    }
}

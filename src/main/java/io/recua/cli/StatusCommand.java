package io.recua.cli;

import io.recua.control.LoadView;
import io.recua.control.Loads;
import io.recua.log.Visible;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.BadSqlGrammarException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the last loads of all feeds. */
@Command(
        name = "status",
        description = "Prints the last loads of all feeds from the ledger.",
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {

    private static final String ROW = "%6s  %-16s %-12s %-20s %12s %12s %12s %12s %12s %10s  %s%n";

    private final ContextStarter starter;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--loads",
            defaultValue = "20",
            paramLabel = "NUMBER",
            description = "the number of loads to print (default: ${DEFAULT-VALUE})")
    private int size;

    StatusCommand(ContextStarter starter) {
        this.starter = starter;
    }

    @Override
    public Integer call() {
        try (ConfigurableApplicationContext context = starter.parts(null)) {
            print(context.getBean(Loads.class).page(0, size), spec.commandLine().getOut());
            return ExitCode.OK;
        } catch (BadSqlGrammarException e) {
            throw new CommandException(ExitCode.SOFTWARE, ContextStarter.NO_LEDGER);
        }
    }

    private static void print(List<LoadView> loads, PrintWriter out) {
        out.printf(
                ROW,
                "LOAD",
                "FEED",
                "STATUS",
                "STARTED",
                "READ",
                "INSERTED",
                "UPDATED",
                "UNCHANGED",
                "DUPLICATES",
                "REJECTED",
                "OBJECT");
        for (LoadView load : loads) {
            Instant started = load.startedAt().truncatedTo(ChronoUnit.SECONDS);
            out.printf(
                    ROW,
                    load.id(),
                    load.feed(),
                    load.status(),
                    started,
                    load.read(),
                    load.inserted(),
                    load.updated(),
                    load.unchanged(),
                    load.duplicates(),
                    load.rejected(),
                    Visible.of(load.object()));
            if (load.deleted() > 0) {
                out.printf("%8s%,d rows that the file lacks were deleted%n", "", load.deleted());
            }
            if (load.paused() != null) {
                out.printf("%8s%s%n", "", Visible.of(load.paused().sentence()));
            }
            if (load.error() != null) {
                out.printf("%8s%s%n", "", Visible.of(load.error()));
            }
            if (load.note() != null) {
                out.printf("%8s%s%n", "", Visible.of(load.note()));
            }
        }
        out.flush();
    }
}

package io.recua.cli;

import io.recua.control.LoadState;
import io.recua.control.LoadView;
import io.recua.control.LoadView.Progress;
import io.recua.control.Loads;
import io.recua.ingest.LoadStatus;
import io.recua.lease.Leases;
import io.recua.log.Visible;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the loads that have not ended, and the last ones of all feeds. */
@Command(
        name = "status",
        description =
                "Prints from the ledger the last loads of all feeds, and all loads that have not ended with their progress.",
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
            Loads ledger = context.getBean(Loads.class);
            Map<Long, LoadView> loads = new TreeMap<>(Comparator.reverseOrder());
            ledger.page(0, size).forEach(load -> loads.put(load.id(), load));
            ledger.unended().forEach(load -> loads.put(load.id(), load));
            print(
                    loads.values(),
                    context.getBean(Leases.class).heldNames(),
                    spec.commandLine().getOut());
            return ExitCode.OK;
        }
    }

    /** @param running the feeds of which an instance loads an object now */
    private static void print(Collection<LoadView> loads, Set<String> running, PrintWriter out) {
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
            if (load.status() == LoadStatus.LOADING) {
                out.printf("%8s%s%n", "", Visible.of(state(load, running.contains(load.feed()))));
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

    /** Returns the state and the progress of a load that has not ended. */
    private static String state(LoadView load, boolean running) {
        LoadState state = LoadState.of(load, running);
        Progress progress = load.progress();
        String at = state.word() + (progress == null ? "" : " at %.1f %%".formatted(progress.percent()));
        return switch (state) {
            case LOADING -> at + (progress == null ? "" : speed(progress));
            case PAUSED -> at + ": " + load.paused().sentence();
            case STOPPED -> at + ": no instance loads it now";
            default -> at;
        };
    }

    private static String speed(Progress progress) {
        if (progress.silentSeconds() != null) {
            return ", no progress for " + progress.silentSeconds() + " s";
        }
        return progress.rowsPerSecond() == null
                ? ""
                : ", %,d rows/s, %,d s left".formatted(progress.rowsPerSecond(), progress.secondsLeft());
    }
}

package io.recua.cli;

import io.recua.control.LoadView;
import io.recua.control.Loads;
import io.recua.ingest.LoadStatus;
import io.recua.load.RejectedRows;
import io.recua.log.Visible;
import io.recua.pause.Pause;
import io.recua.pause.Pause.Task;
import io.recua.pause.Pauses;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help.Ansi;

/** Follows a load in the ledger, in whichever process it runs, and prints a summary when it has ended. */
final class LoadWatch {

    private static final Duration POLL_INTERVAL = Duration.ofMillis(250);
    private static final Duration LINE_INTERVAL = Duration.ofSeconds(5);
    private static final int LINE_WIDTH = 100;

    private final Loads loads;
    private final Pauses pauses;
    private final CommandLine command;
    private final PrintWriter out;

    LoadWatch(ConfigurableApplicationContext context, CommandLine command) {
        this.loads = context.getBean(Loads.class);
        this.pauses = context.getBean(Pauses.class);
        this.command = command;
        this.out = command.getOut();
    }

    /** Prints a line of progress at once, to standard error. */
    static void say(CommandLine command, String line) {
        command.getErr().println(Visible.of(line));
        command.getErr().flush();
    }

    /** Waits for the end of the load of the landed object; returns the exit code for its result. */
    int awaitEnd(String feed, String key) throws InterruptedException {
        say(command, "Landed as " + key + "; its load begins in a moment, or after the objects that wait before it");
        return printSummary(endedLoad(feed, key));
    }

    private LoadView endedLoad(String feed, String key) throws InterruptedException {
        boolean told = false;
        try (ProgressBar bar = bar()) {
            while (true) {
                Optional<LoadView> load = loads.find(feed, key);
                told = told || tellPause(feed);
                load.ifPresent(running -> show(running, bar));
                if (load.isPresent() && load.get().finishedAt() != null) {
                    return load.get();
                }
                Thread.sleep(POLL_INTERVAL.toMillis());
            }
        }
    }

    /** Returns whether the loads of the feed are paused, and says it. */
    private boolean tellPause(String feed) {
        Optional<Pause> pause = pauses.recent(feed, Task.LOAD);
        pause.ifPresent(
                why -> say(command, "Waiting: loads of feed " + feed + " are " + why.sentence() + "; " + why.remedy()));
        return pause.isPresent();
    }

    /** Returns a progress bar; if the output is not a terminal, it prints a line every few seconds instead. */
    private ProgressBar bar() {
        ProgressBarBuilder bar =
                new ProgressBarBuilder().setTaskName("load").setUnit(" rows", 1).showSpeed();
        if (!Ansi.AUTO.enabled()) {
            bar.setStyle(ProgressBarStyle.ASCII)
                    .setConsumer(new DelegatingProgressBarConsumer(line -> say(command, line.strip()), LINE_WIDTH))
                    .setUpdateIntervalMillis((int) LINE_INTERVAL.toMillis());
        }
        return bar.build();
    }

    /** Estimates the total number of rows from the rows and the part of the object that are read so far. */
    private static void show(LoadView load, ProgressBar bar) {
        if (load.progress() != null && load.progress().percent() > 0) {
            long expected = Math.round(load.read() * 100 / load.progress().percent());
            bar.maxHint(Math.max(expected, load.read()));
        }
        if (load.finishedAt() != null) {
            bar.maxHint(load.read());
        }
        bar.stepTo(load.read());
    }

    private int printSummary(LoadView load) {
        boolean refused = load.status() != LoadStatus.LOADED;
        out.printf(
                "Load %d: %,d read, %,d inserted, %,d updated, %,d unchanged, %,d duplicates, %,d rejected in %.1f s%n",
                load.id(),
                load.read(),
                load.inserted(),
                load.updated(),
                load.unchanged(),
                load.duplicates(),
                load.rejected(),
                Duration.between(load.startedAt(), load.finishedAt()).toMillis() / 1000.0);
        if (load.deleted() > 0) {
            out.printf("%,d rows that the file lacks were deleted%n", load.deleted());
        }
        if (load.note() != null) {
            out.println("Note: " + Visible.of(load.note()));
        }
        if (refused) {
            out.println("Refused: " + Visible.of(load.error()));
        }
        out.println((refused ? "Quarantined as " : "Archived as ")
                + Visible.of(load.status().key(load.object())));
        if (load.rejected() > 0) {
            out.println("Rejected rows are in " + Visible.of(RejectedRows.key(load.object(), load.id())));
        }
        out.flush();
        return refused ? Recua.REFUSED : load.rejected() > 0 ? Recua.INCOMPLETE : ExitCode.OK;
    }
}

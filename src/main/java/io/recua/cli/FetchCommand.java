package io.recua.cli;

import io.recua.config.FeedProperties;
import io.recua.config.FeedProperties.Mode;
import io.recua.config.FeedProperties.OnDuplicate;
import io.recua.config.RecuaProperties;
import io.recua.control.Action.Kind;
import io.recua.control.Actions;
import io.recua.database.DatabaseClock;
import io.recua.fetch.Schedule;
import io.recua.fetch.SlotFetch;
import io.recua.fetch.SlotFetch.Outcome;
import io.recua.fetch.SlotFetch.Result;
import io.recua.log.Visible;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Iterator;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Fetches a feed now, or the past slots of its schedule one after another, and loads what landed. */
@Command(
        name = "fetch",
        description =
                "Fetches a feed now and loads what landed. With --from, fetches and loads the slots of the feed's schedule in"
                        + " these days, in order, each unless it was fetched before. It stops at the first slot that cannot be"
                        + " fetched or loaded; run it again to continue.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:all rows are loaded, or there was nothing new",
            "1:a slot could not be fetched, landed or loaded",
            "2:wrong usage",
            "3:loaded, but some rows are rejected",
            "4:an object is refused; it is under quarantine/"
        })
final class FetchCommand implements Callable<Integer> {

    private static final Duration LEASE_INTERVAL = Duration.ofSeconds(1);

    private final ContextStarter starter;

    @Spec
    private CommandSpec spec;

    @Mixin
    private FeedOption feed;

    @Option(
            names = "--from",
            paramLabel = "DATE",
            description = "the first day, such as 2026-01-31, in the feed's time zone")
    private LocalDate from;

    @Option(names = "--to", paramLabel = "DATE", description = "the last day; if it is missing, the first day only")
    private LocalDate to;

    FetchCommand(ContextStarter starter) {
        this.starter = starter;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (from == null && to != null || from != null && to != null && to.isBefore(from)) {
            throw new CommandException(ExitCode.USAGE, "write --from, and a --to that is not before it");
        }
        try (ConfigurableApplicationContext context = starter.fetching(feed.name())) {
            if (from == null) {
                record(context, null);
                return end(
                        context,
                        fetch(context, context.getBean(DatabaseClock.class).now()));
            }
            return backfill(context);
        }
    }

    private void record(ConfigurableApplicationContext context, String slots) {
        context.getBean(Actions.class).record(Kind.FETCH, feed.name(), null, slots);
    }

    private int backfill(ConfigurableApplicationContext context) throws InterruptedException {
        requireSlots(context);
        record(context, "the slots from " + from + " to " + (to == null ? from : to));
        SlotFetch slots = context.getBean(SlotFetch.class);
        int exitCode = ExitCode.OK;
        boolean warned = false;
        for (Iterator<Instant> due = slots(context); due.hasNext() && exitCode != Recua.REFUSED; ) {
            Instant slot = due.next();
            if (!warned && !slots.isDone(feed.name(), slot) && slots.isLaterDone(feed.name(), slot)) {
                warned = true;
                warn(context, slot);
            }
            print(spec.commandLine().getOut(), "Slot " + slot + ":");
            exitCode = Math.max(exitCode, end(context, fetch(context, slot)));
        }
        return exitCode;
    }

    private Iterator<Instant> slots(ConfigurableApplicationContext context) {
        return context.getBean(Schedule.class)
                .between(feed.name(), from, to == null ? from : to)
                .iterator();
    }

    private void requireSlots(ConfigurableApplicationContext context) {
        Iterator<Instant> due = slots(context);
        if (!due.hasNext()) {
            throw new CommandException(
                    ExitCode.USAGE, "the schedule of feed " + feed.name() + " has no slot in these days that is past");
        }
        due.next();
        if (due.hasNext() && !settings(context).isDated()) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "the schedule of feed " + feed.name() + " has several slots in these days, but its url and its body"
                            + " hold no date, so each slot would fetch the same; write a date such as {yyyy-MM-dd} into url");
        }
    }

    private FeedProperties settings(ConfigurableApplicationContext context) {
        return context.getBean(RecuaProperties.class).feed(feed.name());
    }

    /** Objects load in the order in which they land, so the rows of older slots are the newer ones for the database. */
    private void warn(ConfigurableApplicationContext context, Instant slot) {
        FeedProperties settings = settings(context);
        if (settings.mode() == Mode.APPEND || settings.onDuplicate() == OnDuplicate.FIRST) {
            return;
        }
        String effect = settings.mode() == Mode.SNAPSHOT
                ? "after each load the table holds the content of that older slot (mode: snapshot)"
                : "its rows and those of other older slots are loaded later, so they replace newer rows of the same key"
                        + " (on-duplicate: " + settings.onDuplicate().name().toLowerCase(Locale.ROOT) + ")";
        print(
                spec.commandLine().getErr(),
                "Warning: slot " + slot + " is older than a slot that was fetched before: " + effect
                        + "; replay the load of the newest slot afterwards");
    }

    /** Waits while another process fetches the feed: its lease ends with its fetch, or expires. */
    private Result fetch(ConfigurableApplicationContext context, Instant slot) throws InterruptedException {
        SlotFetch slots = context.getBean(SlotFetch.class);
        Result result = slots.fetch(feed.name(), slot);
        if (result.outcome() == Outcome.LEASED) {
            print(
                    spec.commandLine().getErr(),
                    "Waiting: another process is fetching feed " + feed.name() + ", and one at a time may");
        }
        while (result.outcome() == Outcome.LEASED) {
            Thread.sleep(LEASE_INTERVAL.toMillis());
            result = slots.fetch(feed.name(), slot);
        }
        if (result.outcome() == Outcome.FAILED || result.outcome() == Outcome.PAUSED) {
            String which = from == null ? "feed " + feed.name() : "slot " + slot + " of feed " + feed.name();
            throw new CommandException(ExitCode.SOFTWARE, "cannot fetch " + which + ": " + result.reason());
        }
        return result;
    }

    private int end(ConfigurableApplicationContext context, Result result) throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        if (result.outcome() == Outcome.LANDED) {
            print(out, "Landed as " + Visible.of(result.object()));
            return new LoadWatch(context, spec.commandLine()).awaitEnd(feed.name(), result.object());
        }
        print(
                out,
                result.outcome() == Outcome.UNCHANGED
                        ? "Nothing new: the content equals what was landed last"
                        : "Skipped: it was fetched before");
        return ExitCode.OK;
    }

    private static void print(PrintWriter writer, String line) {
        writer.println(line);
        writer.flush();
    }
}

package io.recua.cli;

import io.recua.config.CsvProperties;
import io.recua.config.FeedProperties;
import io.recua.config.RecuaProperties;
import io.recua.csv.DraftRequest;
import io.recua.csv.FeedDraft;
import io.recua.csv.Sample;
import io.recua.ingest.RefusedException;
import io.recua.load.Inspection;
import io.recua.load.Inspection.Findings;
import io.recua.log.Visible;
import io.recua.row.Rejections;
import io.recua.table.Column;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads a CSV and prints what a load of it would do. */
@Command(
        name = "check",
        description = "Reads a CSV as a load does, prints what the load would do, and writes nothing.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:all rows would load",
            "1:the CSV could not be checked",
            "2:wrong usage",
            "3:some rows would be rejected",
            "4:the CSV would be refused"
        })
final class CheckCommand implements Callable<Integer> {

    /** The keys may take this fraction of the heap: a quarter. Reading the CSV takes the rest. */
    private static final int HEAP_DIVISOR = 4;

    private final ContextStarter starter;

    @Spec
    private CommandSpec spec;

    @Mixin
    private FeedOption feed;

    @Option(
            names = "--dialect",
            paramLabel = "feed|auto",
            defaultValue = "feed",
            description =
                    "auto: guess the CSV format from the file, in place of the feed's settings csv.*, and print it")
    private Dialect dialect;

    private enum Dialect {
        FEED,
        AUTO
    }

    @Parameters(paramLabel = "FILE|URL|S3", description = Csv.DESCRIPTION)
    private String place;

    CheckCommand(ContextStarter starter) {
        this.starter = starter;
    }

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        try (ConfigurableApplicationContext context = starter.parts(feed.name())) {
            CsvProperties format = dialect == Dialect.AUTO ? guessed(context, out) : configured(context);
            Findings findings;
            try (Csv csv = Csv.open(place, feed.name(), context)) {
                findings = context.getBean(Inspection.class)
                        .inspect(
                                feed.name(),
                                format,
                                csv.content(),
                                csv.name(),
                                csv.size(),
                                Runtime.getRuntime().maxMemory() / HEAP_DIVISOR);
            }
            print(findings, out);
            return findings.refusal() != null
                    ? Recua.REFUSED
                    : findings.rejected() > 0 ? Recua.INCOMPLETE : ExitCode.OK;
        }
    }

    private CsvProperties configured(ConfigurableApplicationContext context) {
        return context.getBean(RecuaProperties.class).feed(feed.name()).csv();
    }

    /** Reads the beginning of the CSV. The inspection opens it once more. */
    private CsvProperties guessed(ConfigurableApplicationContext context, PrintWriter out) throws IOException {
        try (Csv csv = Csv.open(place, feed.name(), context)) {
            FeedDraft draft = FeedDraft.of(
                    Sample.read(csv.content(), csv.size(), csv.name(), Sample.MAX_BYTES),
                    new DraftRequest(feed.name(), null, List.of(), csv.name(), null, false, false));
            out.printf("Guessed, in place of the feed's csv.*:%n%n");
            draft.format().lines().forEach(line -> out.printf("  %s%n", Visible.of(line)));
            out.println();
            return draft.feed().csv();
        } catch (RefusedException e) {
            throw new CommandException(Recua.REFUSED, e.getMessage());
        }
    }

    private void print(Findings found, PrintWriter out) {
        out.printf(
                "%s for feed %s, table %s%n%n",
                FeedProperties.redacted(place), feed.name(), found.table().name());
        columns(out, "matched", found.matched());
        columns(out, "ignored", found.ignored());
        columns(out, "missing", found.missing());
        columns(
                out,
                "timestamp",
                found.table().timestamp().map(Column::name).stream().toList());
        out.printf("%-12s%,14d%n", "rows", found.rows());
        out.printf("%-12s%,14d%s%n", "keys", found.keys(), found.allKeysCounted() ? "" : " at least");
        out.printf("%-12s%,14d%s%n", "duplicates", found.duplicates(), duplicatesNote(found));
        out.printf("%-12s%,14d%n", "rejected", found.rejected());
        found.rejections()
                .forEach(reason ->
                        out.printf("  %,24d  %s (%s)%n", reason.rows(), Visible.of(reason.reason()), lines(reason)));
        PreviewTable.print(found.preview(), out);
        found.nearMisses().forEach(hint -> out.printf("%nwarning: %s%n", Visible.of(hint)));
        out.printf("%n%s%n", verdict(found));
        out.flush();
    }

    private static void columns(PrintWriter out, String what, List<String> names) {
        out.printf(
                "%-12s%,14d%s%n",
                what, names.size(), names.isEmpty() ? "" : "  " + Visible.of(String.join(", ", names)));
    }

    private static String duplicatesNote(Findings found) {
        if (!found.allKeysCounted()) {
            return " at least: there are more keys than the memory can hold; run java with a larger -Xmx";
        }
        return found.table().hasRecuaColumns()
                ? ""
                : "  compared byte by byte; the table's own index may treat more keys as equal";
    }

    private static String lines(Rejections.Reason reason) {
        String first = reason.lines().stream().map(String::valueOf).collect(Collectors.joining(", "));
        return (reason.rows() == 1 ? "line " : "lines ")
                + first
                + (reason.rows() > reason.lines().size() ? ", …" : "");
    }

    private static String verdict(Findings found) {
        if (found.refusal() != null) {
            return "Would be refused: " + Visible.of(found.refusal());
        }
        return found.rejected() > 0
                ? "Would load, except for the rejected rows, which would go to rejected/."
                : "Would load all rows.";
    }
}

package io.recua.cli;

import io.recua.config.FeedProperties;
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

    @Parameters(paramLabel = "FILE|URL|S3", description = Csv.DESCRIPTION)
    private String place;

    CheckCommand(ContextStarter starter) {
        this.starter = starter;
    }

    @Override
    public Integer call() throws IOException {
        try (ConfigurableApplicationContext context = starter.parts(feed.name());
                Csv csv = Csv.open(place, feed.name(), context)) {
            Findings findings = context.getBean(Inspection.class)
                    .inspect(
                            feed.name(),
                            csv.content(),
                            csv.name(),
                            csv.size(),
                            Runtime.getRuntime().maxMemory() / HEAP_DIVISOR);
            print(findings, spec.commandLine().getOut());
            return findings.refusal() != null
                    ? Recua.REFUSED
                    : findings.rejected() > 0 ? Recua.INCOMPLETE : ExitCode.OK;
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

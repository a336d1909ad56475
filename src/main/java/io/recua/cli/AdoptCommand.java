package io.recua.cli;

import io.recua.control.Action.Kind;
import io.recua.control.Actions;
import io.recua.table.Adoption;
import io.recua.table.Adoption.Plan;
import io.recua.table.Adoption.Work;
import java.io.Console;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prepares for Recua a table that was filled without it. */
@Command(
        name = "adopt",
        description =
                "Prepares a table with duplicates for its feed: prints the number of duplicates, keeps the newest row"
                        + " of each key, and adds row_key with its unique index, load_id, load_batch and load_row."
                        + " Nothing else may write to the table meanwhile. If the command was stopped, run it again.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:the table is ready for its feed",
            "1:failed; run it again",
            "2:wrong usage",
            "3:not confirmed, nothing was changed"
        })
final class AdoptCommand implements Callable<Integer> {

    private final ContextStarter starter;

    @Spec
    private CommandSpec spec;

    @Mixin
    private FeedOption feed;

    @Option(names = "--yes", description = "do not ask for confirmation")
    private boolean confirmed;

    AdoptCommand(ContextStarter starter) {
        this.starter = starter;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (ConfigurableApplicationContext context = starter.parts(feed.name())) {
            Adoption adoption = context.getBean(Adoption.class);
            Plan plan = adoption.plan(feed.name());
            if (plan.work() == Work.NOTHING) {
                print(out, "Table " + plan.table() + " is ready for feed " + feed.name() + ". There is nothing to do.");
                return ExitCode.OK;
            }
            print(out, describe(plan));
            if (!confirmed && !isConfirmed()) {
                print(out, "Nothing was changed. To adopt the table, run the command again with --yes.");
                return Recua.INCOMPLETE;
            }
            context.getBean(Actions.class).record(Kind.ADOPT, feed.name(), null, plan.table());
            adoption.adopt(feed.name(), line -> print(out, line));
            print(out, "Table " + plan.table() + " is ready for feed " + feed.name() + ". Recua can load into it now.");
            return ExitCode.OK;
        }
    }

    private static String describe(Plan plan) {
        if (plan.work() == Work.ADD_COLUMNS) {
            return "Table %s lacks %s; adopt adds what is missing, with 0 in all rows, and deletes no row."
                    .formatted(plan.table(), String.join(", ", plan.missing()));
        }
        String kept = plan.newestBy().isEmpty()
                ? "any one row, because the table has neither a timestamp column nor a primary key"
                : "the row with the highest " + String.join(", then the highest ", plan.newestBy());
        return String.join(
                System.lineSeparator(),
                "Table %s has %,d rows. %,d of them are duplicates, and will be deleted."
                        .formatted(plan.table(), plan.rows(), plan.duplicates()),
                "Of each key, this row stays: " + kept + ".",
                plan.sideEffects() == null
                        ? "Take a backup first. Nothing else may write to the table until the command ends."
                        : "Take a backup first. Nothing else may write to the table until the command ends. Deleting rows"
                                + " may change other tables, because " + plan.sideEffects() + ".");
    }

    private static boolean isConfirmed() {
        Console console = System.console();
        String answer = console == null ? null : console.readLine("Type yes to continue: ");
        return "yes".equals(answer);
    }

    private static void print(PrintWriter out, String line) {
        out.println(line);
        out.flush();
    }
}

package io.recua.cli;

import io.recua.table.Adoption;
import io.recua.table.Adoption.Plan;
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

/** Makes a table fit for Recua that was filled without it. */
@Command(
        name = "adopt",
        description =
                "Makes a table that holds duplicates fit for its feed: says how many, keeps the newest row of each"
                        + " key, and adds row_key with its unique index. Nothing else may write to the table meanwhile; run it"
                        + " again if it was stopped.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:the table is fit",
            "1:it failed; run it again",
            "2:wrong usage",
            "3:not confirmed, nothing was changed"
        })
final class AdoptCommand implements Callable<Integer> {

    private final ContextStarter starts;

    @Spec
    private CommandSpec spec;

    @Mixin
    private FeedOption feed;

    @Option(names = "--yes", description = "do it without asking")
    private boolean confirmed;

    AdoptCommand(ContextStarter starts) {
        this.starts = starts;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (ConfigurableApplicationContext context = starts.parts(feed.name())) {
            Adoption adoption = context.getBean(Adoption.class);
            Plan plan = adoption.plan(feed.name());
            if (plan.fit()) {
                say(out, "Table " + plan.table() + " is fit for feed " + feed.name() + " as it is.");
                return ExitCode.OK;
            }
            say(out, describe(plan));
            if (!confirmed && !isConfirmed()) {
                say(out, "Nothing was changed; say --yes to do it.");
                return Recua.INCOMPLETE;
            }
            adoption.adopt(feed.name(), line -> say(out, line));
            say(out, "Table " + plan.table() + " is fit for feed " + feed.name() + " now.");
            return ExitCode.OK;
        }
    }

    private static String describe(Plan plan) {
        String stays = plan.newestBy().isEmpty()
                ? "any of them, for there is neither a timestamp column nor a primary key"
                : "the one with the highest " + String.join(", then ", plan.newestBy());
        return "Table %s: %,d rows, %,d of them duplicates to be deleted; of each key stays %s.%s"
                .formatted(
                        plan.table(),
                        plan.rows(),
                        plan.duplicates(),
                        stays,
                        plan.sideEffects() == null
                                ? ""
                                : " Deleting them may do more, since " + plan.sideEffects() + ".");
    }

    private static boolean isConfirmed() {
        Console console = System.console();
        String answer = console == null ? null : console.readLine("Go on? Type yes: ");
        return "yes".equals(answer);
    }

    private static void say(PrintWriter out, String line) {
        out.println(line);
        out.flush();
    }
}

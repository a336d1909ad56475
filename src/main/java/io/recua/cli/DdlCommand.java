package io.recua.cli;

import io.recua.config.FeedProperties;
import io.recua.config.FeedProperties.Mode;
import io.recua.config.FeedProperties.OnDuplicate;
import io.recua.config.RecuaProperties;
import io.recua.config.SettingException;
import io.recua.csv.CsvSurvey;
import io.recua.ingest.RefusedException;
import io.recua.table.Ddl;
import io.recua.table.Table;
import io.recua.table.Tables;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a CREATE TABLE for a CSV, or checks the feed's existing table. */
@Command(
        name = "ddl",
        description = "Prints a CREATE TABLE for a CSV, with types guessed from all its values. Without a CSV, checks"
                + " whether the feed's table can be loaded, and prints what it lacks.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:printed; without a CSV: the table can be loaded",
            "1:failed",
            "2:wrong usage",
            "3:without a CSV: the table lacks something",
            "4:the CSV would be refused"
        })
final class DdlCommand implements Callable<Integer> {

    private final ContextStarter starter;

    @Spec
    private CommandSpec spec;

    @Mixin
    private FeedOption feed;

    @Parameters(arity = "0..1", paramLabel = "FILE|URL|S3", description = Csv.DESCRIPTION)
    private String place;

    DdlCommand(ContextStarter starter) {
        this.starter = starter;
    }

    @Override
    public Integer call() throws IOException {
        try (ConfigurableApplicationContext context = starter.parts(feed.name())) {
            PrintWriter out = spec.commandLine().getOut();
            int exitCode = place == null ? checkTable(context, out) : guessTable(context, out);
            out.flush();
            return exitCode;
        }
    }

    private int guessTable(ConfigurableApplicationContext context, PrintWriter out) throws IOException {
        String table = context.getBean(RecuaProperties.class).feed(feed.name()).table();
        try (Csv csv = Csv.open(place, feed.name(), context)) {
            CsvSurvey.Survey survey =
                    context.getBean(CsvSurvey.class).survey(feed.name(), csv.content(), csv.name(), csv.size());
            out.printf("-- Types guessed from %,d rows", survey.rows());
            out.printf(survey.passedOver() == 0 ? "" : " (%,d malformed rows are not counted)", survey.passedOver());
            out.printf(". Check them, then run this statement in the feed's database.%n");
            out.println(Ddl.create(table, survey.columns()));
            return ExitCode.OK;
        } catch (RefusedException e) {
            throw new CommandException(Recua.REFUSED, e.getMessage());
        }
    }

    private int checkTable(ConfigurableApplicationContext context, PrintWriter out) {
        try {
            Table table = context.getBean(Tables.class).of(feed.name());
            out.printf("Table %s is ready for feed %s. There is nothing to do.%n", table.name(), feed.name());
            describe(table, context.getBean(RecuaProperties.class).feed(feed.name()), out);
            return ExitCode.OK;
        } catch (SettingException e) {
            out.println("The table of feed " + feed.name() + " is not ready: " + e.getMessage());
            return Recua.INCOMPLETE;
        }
    }

    private static void describe(Table table, FeedProperties feed, PrintWriter out) {
        if (feed.mode() == Mode.APPEND) {
            out.println("Each record is a row of its own.");
        } else if (table.hasRecuaColumns()) {
            out.println("Two rows are the same if the columns of the key are equal, byte for byte.");
        } else {
            out.println(
                    "Two rows are the same if the table's own unique index treats their keys as equal; its collation"
                            + " decides.");
        }
        out.println(
                table.hasRecuaColumns()
                        ? "The origin of each row is in load_id, load_batch and load_row."
                        : "The origin of rows is not recorded, because the table does not have Recua's columns.");
        if (table.sideEffects() != null) {
            out.printf("Rows are written by INSERT, because %s.%n", table.sideEffects());
        } else if (feed.onDuplicate() == OnDuplicate.CHANGED) {
            out.println("Rows are written by INSERT, because on-duplicate is changed.");
        } else if (table.hasRecuaColumns()) {
            out.println("Rows are written by LOAD DATA if a file fills all columns, otherwise by INSERT.");
        } else {
            out.println("Rows are written by INSERT. LOAD DATA, which is faster, needs Recua's columns.");
        }
    }
}

package io.recua.cli;

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

/** Prints the table that a CSV needs, or looks at the one that is there. */
@Command(
        name = "ddl",
        description = "Prints a table for a CSV, its types guessed from all its values; without a CSV, says whether the"
                + " feed's table is fit for loading, and what it lacks.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:printed; without a CSV: the table is fit",
            "1:it could not be told",
            "2:wrong usage",
            "3:without a CSV: the table lacks something",
            "4:the CSV would be refused"
        })
final class DdlCommand implements Callable<Integer> {

    private final ContextStarter starts;

    @Spec
    private CommandSpec spec;

    @Mixin
    private FeedOption feed;

    @Parameters(arity = "0..1", paramLabel = "FILE|URL|S3", description = Csv.DESCRIPTION)
    private String place;

    DdlCommand(ContextStarter starts) {
        this.starts = starts;
    }

    @Override
    public Integer call() throws IOException {
        try (ConfigurableApplicationContext context = starts.parts(feed.name())) {
            PrintWriter out = spec.commandLine().getOut();
            int exitCode = place == null ? look(context, out) : guess(context, out);
            out.flush();
            return exitCode;
        }
    }

    private int guess(ConfigurableApplicationContext context, PrintWriter out) throws IOException {
        String table = context.getBean(RecuaProperties.class).feed(feed.name()).table();
        try (Csv csv = Csv.open(place, feed.name(), context)) {
            CsvSurvey.Survey survey =
                    context.getBean(CsvSurvey.class).survey(feed.name(), csv.content(), csv.name(), csv.size());
            out.printf("-- Types guessed from %,d rows", survey.rows());
            out.printf(survey.passedOver() == 0 ? "%n" : "; %,d broken ones were passed over%n", survey.passedOver());
            out.println(Ddl.create(table, survey.columns()));
            return ExitCode.OK;
        } catch (RefusedException e) {
            throw new CommandException(Recua.REFUSED, e.getMessage());
        }
    }

    private int look(ConfigurableApplicationContext context, PrintWriter out) {
        try {
            Table table = context.getBean(Tables.class).of(feed.name());
            out.printf("Table %s is fit for feed %s: %s%n", table.name(), feed.name(), describe(table));
            return ExitCode.OK;
        } catch (SettingException e) {
            out.println(e.getMessage());
            return Recua.INCOMPLETE;
        }
    }

    private static String describe(Table table) {
        String key = table.hashed()
                ? "row_key tells duplicates"
                : "its own unique index over the key tells duplicates, by its collation";
        return key
                + (table.lineage() ? ", load_id and load_row keep where a row came from" : "")
                + (table.hashed() && table.lineage() && table.sideEffects() == null
                        ? "; LOAD DATA writes files that fill all of its columns"
                        : "; INSERT writes it")
                + (table.sideEffects() == null ? "" : ", since " + table.sideEffects());
    }
}

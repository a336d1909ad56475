package io.recua.cli;

import io.recua.config.FeedProperties;
import io.recua.config.RecuaProperties;
import io.recua.csv.DraftRequest;
import io.recua.csv.FeedDraft;
import io.recua.csv.Sample;
import io.recua.ingest.RefusedException;
import io.recua.load.Trial;
import io.recua.log.Visible;
import io.recua.row.Rejections;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Callable;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Drafts the settings of a feed and its table from a CSV. */
@Command(
        name = "init",
        description = "Reads the beginning of a CSV and prints the settings of a feed for it, as YAML, and its table."
                + " Needs neither database nor bucket.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:printed; all rows that were read would load",
            "1:failed",
            "2:wrong usage",
            "3:printed, but some of these rows would be rejected",
            "4:the file is not a CSV, or lacks a column of the key"
        })
final class InitCommand implements Callable<Integer> {

    private static final String SETTINGS = "application.yaml";
    private static final String TABLE = "schema.sql";

    private final ContextStarter starter;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--name",
            paramLabel = "FEED",
            description = "the name of the feed; by default the name of the file in lower case")
    private String name;

    @Option(
            names = "--key",
            paramLabel = "COLUMN",
            split = ",",
            description = "the columns that identify a row; by default the fewest that do so in the rows that are read")
    private List<String> key = List.of();

    @Option(names = "--table", paramLabel = "TABLE", description = "the name of the table; by default that of the feed")
    private String table;

    @Option(
            names = "--write",
            paramLabel = "FOLDER",
            description = "writes " + SETTINGS + " and " + TABLE + " into the folder, in place of printing them;"
                    + " replaces no file")
    private Path folder;

    @Parameters(paramLabel = "FILE|URL|S3", description = Csv.DESCRIPTION)
    private String place;

    InitCommand(ContextStarter starter) {
        this.starter = starter;
    }

    @Override
    public Integer call() throws IOException {
        String file = Csv.fileName(place);
        String feed = name == null ? DraftRequest.nameOf(file) : requireValid(name);
        try (ConfigurableApplicationContext context = starter.draft(feed);
                Csv csv = Csv.open(place, feed, context)) {
            DraftRequest request = new DraftRequest(
                    feed,
                    table,
                    key,
                    file,
                    Csv.isAddress(place) ? FeedProperties.redacted(place) : null,
                    context.getEnvironment().getProperty(ContextStarter.DISABLES_SHIPPED, Boolean.class, true),
                    folder == null && !Charset.defaultCharset().newEncoder().canEncode('ñ'));
            FeedDraft draft =
                    FeedDraft.of(Sample.read(csv.content(), csv.size(), csv.name(), Sample.MAX_BYTES), request);
            return print(draft, Trial.of(draft), spec.commandLine().getOut());
        } catch (RefusedException e) {
            throw new CommandException(Recua.REFUSED, e.getMessage());
        }
    }

    private static String requireValid(String name) {
        if (name.equals(DraftRequest.SHIPPED)) {
            throw new CommandException(
                    ExitCode.USAGE,
                    name + " is the feed that is shipped, with settings of its own; write another --name");
        }
        if (!DraftRequest.isName(name)) {
            throw new CommandException(ExitCode.USAGE, RecuaProperties.FEED_NAME_RULE);
        }
        return name;
    }

    private int print(FeedDraft draft, Trial trial, PrintWriter out) throws IOException {
        if (folder == null) {
            out.print(draft.yaml());
            out.println();
            out.print(draft.ddl());
            out.println();
        } else {
            write(draft, out);
        }
        // The lines below are remarks in SQL, so that the statement can be copied with them.
        String mark = folder == null ? "-- " : "";
        for (Rejections.Reason reason : trial.rejections()) {
            out.printf(
                    "%s%,d rows would be rejected, the first on line %d: %s%n",
                    mark, reason.rows(), reason.lines().get(0), Visible.of(reason.reason()));
        }
        out.printf("%s%,d of %,d rows would load.%n", mark, trial.rows() - trial.rejected(), trial.rows());
        out.flush();
        return trial.rejected() > 0 ? Recua.INCOMPLETE : ExitCode.OK;
    }

    private void write(FeedDraft draft, PrintWriter out) throws IOException {
        Path settings = Files.createDirectories(folder).resolve(SETTINGS);
        Path statement = folder.resolve(TABLE);
        for (Path path : List.of(settings, statement)) {
            if (Files.exists(path)) {
                throw new CommandException(
                        ExitCode.SOFTWARE, path + " is there already; remove it, or name another folder");
            }
        }
        Files.writeString(settings, draft.yaml(), StandardOpenOption.CREATE_NEW);
        Files.writeString(statement, draft.ddl(), StandardOpenOption.CREATE_NEW);
        out.printf("Wrote %s and %s.%n", settings, statement);
    }
}

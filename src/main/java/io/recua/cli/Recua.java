package io.recua.cli;

import io.recua.failure.Cause;
import io.recua.fetch.Reason;
import io.recua.log.Visible;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.BadSqlGrammarException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The command line. Without a command, Recua runs as the service and does not use this class. */
@Command(
        name = "recua",
        description = {
            "Carries CSV files from a URL to S3 to MySQL, each row once.",
            "Without a command, runs the service, which does this on a schedule."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Recua.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Settings are the same as those of the service: from the environment, application.yaml in the current"
                    + " folder, or options such as --spring.datasource.url=jdbc:mysql://…"
        })
public final class Recua {

    /** The exit code if some rows are (or would be) rejected, or something is missing. */
    static final int INCOMPLETE = 3;

    /** The exit code if the object was (or would be) refused. */
    static final int REFUSED = 4;

    private static final String NO_LEDGER =
            "there is no ledger of this version in this database yet; the service or the command load creates it";

    /** MySQL's errors for an unknown column and an unknown table. */
    private static final Set<Integer> UNKNOWN_NAME = Set.of(1054, 1146);

    private static final Logger log = LoggerFactory.getLogger(Recua.class);

    /** Matches options that are settings: their names contain a dot, those of the commands' own options do not. */
    private static final Predicate<String> SETTING = argument -> argument.matches("--[A-Za-z0-9_-]+[.\\[][^=]*(=.*)?");

    private final Function<Throwable, Optional<String>> explanation;
    private final Class<?> service;
    private final Class<?> parts;

    /**
     * Creates the command line.
     *
     * @param service the application that runs the routes
     * @param parts the configuration for commands without routes
     * @param explanation translates a failure of the start to one line
     */
    public Recua(Class<?> service, Class<?> parts, Function<Throwable, Optional<String>> explanation) {
        this.service = service;
        this.parts = parts;
        this.explanation = explanation;
    }

    /** Returns whether the arguments contain a command, or an option for help or the version. */
    public static boolean isCommand(String... arguments) {
        return Stream.of(arguments)
                .anyMatch(argument -> !argument.startsWith("-")
                        || List.of("-h", "--help", "-V", "--version").contains(argument));
    }

    /** Runs a command and returns its exit code; the arguments may contain settings. */
    public int run(String... arguments) {
        return execute(commandLine(arguments), arguments);
    }

    /** Runs a command with its output and errors written to these writers; returns its exit code. */
    public int run(PrintWriter out, PrintWriter err, String... arguments) {
        return execute(commandLine(arguments).setOut(out).setErr(err), arguments);
    }

    private static int execute(CommandLine commands, String... arguments) {
        return commands.execute(Stream.of(arguments).filter(SETTING.negate()).toArray(String[]::new));
    }

    private CommandLine commandLine(String... arguments) {
        ContextStarter starter = new ContextStarter(
                service, parts, Stream.of(arguments).filter(SETTING).toArray(String[]::new));
        return new CommandLine(this)
                .addSubcommand(new InitCommand(starter))
                .addSubcommand(new CheckCommand(starter))
                .addSubcommand(new LoadCommand(starter))
                .addSubcommand(new FetchCommand(starter))
                .addSubcommand(new ReplayCommand(starter))
                .addSubcommand(new DismissCommand(starter))
                .addSubcommand(new PauseCommand(starter))
                .addSubcommand(new ResumeCommand(starter))
                .addSubcommand(new StatusCommand(starter))
                .addSubcommand(new ActionsCommand(starter))
                .addSubcommand(new DdlCommand(starter))
                .addSubcommand(new AdoptCommand(starter))
                .addSubcommand(new GrantCommand(starter))
                .setUsageHelpAutoWidth(true)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(this::explain);
    }

    private int explain(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        String line = lacksLedger(failure)
                ? NO_LEDGER
                : failure instanceof CommandException
                        ? failure.getMessage()
                        : Reason.ofSource(failure)
                                .or(() -> explanation.apply(failure))
                                .orElseGet(() -> Cause.line(failure));
        command.getErr().println(command.getCommandName() + ": " + Visible.of(line));
        command.getErr().flush();
        log.debug("{} failed", command.getCommandName(), failure);
        return failure instanceof CommandException e ? e.exitCode() : CommandLine.ExitCode.SOFTWARE;
    }

    private static boolean lacksLedger(Exception failure) {
        return failure instanceof BadSqlGrammarException grammar
                && grammar.getSql().contains("recua_")
                && UNKNOWN_NAME.contains(grammar.getSQLException().getErrorCode());
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Recua.class.getPackage().getImplementationVersion();
            return new String[] {"Recua " + (version == null ? "(not packaged)" : version)};
        }
    }
}

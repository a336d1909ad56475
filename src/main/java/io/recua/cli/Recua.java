package io.recua.cli;

import io.recua.failure.Cause;
import io.recua.fetch.Reason;
import io.recua.log.Visible;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The command line: without a command Recua is the service, and this is not asked. */
@Command(
        name = "recua",
        description = {
            "Carries CSV files from a URL to S3 to MySQL, each row once.",
            "Without a command, it is the service that does so on a schedule."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Recua.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Settings come from where the service takes them: the environment, application.yaml in the current folder,"
                    + " or options such as --spring.datasource.url=jdbc:mysql://…"
        })
public final class Recua {

    /** Some rows are rejected, would be, or something is missing; the rest is in order. */
    static final int INCOMPLETE = 3;

    /** The object was refused, or would be. */
    static final int REFUSED = 4;

    private static final Logger log = LoggerFactory.getLogger(Recua.class);

    /** Settings have a dot in their name, and none of the commands' own options has one. */
    private static final Predicate<String> SETTING = argument -> argument.matches("--[A-Za-z0-9_-]+[.\\[][^=]*(=.*)?");

    private final Function<Throwable, Optional<String>> explanation;
    private final Class<?> service;
    private final Class<?> parts;

    /**
     * @param service the application that runs the routes
     * @param parts the configuration for commands without routes
     * @param explanation what a failure to start means, in one line
     */
    public Recua(Class<?> service, Class<?> parts, Function<Throwable, Optional<String>> explanation) {
        this.service = service;
        this.parts = parts;
        this.explanation = explanation;
    }

    /** Whether there is a command among the arguments, or a question that the command line answers. */
    public static boolean isAsked(String... arguments) {
        return Stream.of(arguments)
                .anyMatch(argument -> !argument.startsWith("-")
                        || List.of("-h", "--help", "-V", "--version").contains(argument));
    }

    /** Runs a command, its settings among the arguments, and gives its exit code. */
    public int run(String... arguments) {
        return execute(commandLine(arguments), arguments);
    }

    /** The same for who reads what it says. */
    public int run(PrintWriter out, PrintWriter err, String... arguments) {
        return execute(commandLine(arguments).setOut(out).setErr(err), arguments);
    }

    private static int execute(CommandLine commands, String... arguments) {
        return commands.execute(Stream.of(arguments).filter(SETTING.negate()).toArray(String[]::new));
    }

    private CommandLine commandLine(String... arguments) {
        ContextStarter starts = new ContextStarter(
                service, parts, Stream.of(arguments).filter(SETTING).toArray(String[]::new));
        return new CommandLine(this)
                .addSubcommand(new CheckCommand(starts))
                .addSubcommand(new LoadCommand(starts))
                .addSubcommand(new ReplayCommand(starts))
                .addSubcommand(new StatusCommand(starts))
                .addSubcommand(new DdlCommand(starts))
                .addSubcommand(new AdoptCommand(starts))
                .setUsageHelpAutoWidth(true)
                .setExecutionExceptionHandler(this::explain);
    }

    private int explain(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        String line = failure instanceof CommandException
                ? failure.getMessage()
                : Reason.ofSource(failure).or(() -> explanation.apply(failure)).orElseGet(() -> Cause.line(failure));
        command.getErr().println(command.getCommandName() + ": " + Visible.of(line));
        command.getErr().flush();
        log.debug("{} failed", command.getCommandName(), failure);
        return failure instanceof CommandException e ? e.exitCode() : CommandLine.ExitCode.SOFTWARE;
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Recua.class.getPackage().getImplementationVersion();
            return new String[] {"Recua " + (version == null ? "(not packaged)" : version)};
        }
    }
}

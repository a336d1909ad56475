package io.recua.cli;

import io.recua.control.Action;
import io.recua.control.Actions;
import io.recua.log.Visible;
import java.io.PrintWriter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints what operators did. */
@Command(
        name = "actions",
        description = "Prints the last actions of operators from the ledger, newest first.",
        mixinStandardHelpOptions = true)
final class ActionsCommand implements Callable<Integer> {

    private static final String ROW = "%6s  %-20s %-16s %-5s %-14s %-16s %6s  %s%n";

    private final ContextStarter starter;

    @Spec
    private CommandSpec spec;

    @Option(names = "--feed", paramLabel = "FEED", description = "only the actions on this feed")
    private String feed;

    @Option(
            names = "--size",
            defaultValue = "20",
            paramLabel = "NUMBER",
            description = "the number of actions to print (default: ${DEFAULT-VALUE})")
    private int size;

    ActionsCommand(ContextStarter starter) {
        this.starter = starter;
    }

    @Override
    public Integer call() {
        try (ConfigurableApplicationContext context = starter.parts(null)) {
            print(
                    context.getBean(Actions.class).last(feed, size),
                    spec.commandLine().getOut());
            return ExitCode.OK;
        }
    }

    private static void print(List<Action> actions, PrintWriter out) {
        out.printf(ROW, "ACTION", "AT", "WHO", "FROM", "DID", "FEED", "LOAD", "DETAIL");
        for (Action action : actions) {
            out.printf(
                    ROW,
                    action.id(),
                    action.at().truncatedTo(ChronoUnit.SECONDS),
                    Visible.of(action.who()),
                    lowerCase(action.origin()),
                    lowerCase(action.action()),
                    Objects.toString(action.feed(), ""),
                    Objects.toString(action.load(), ""),
                    Stream.of(action.detail(), place(action))
                            .filter(Objects::nonNull)
                            .map(Visible::of)
                            .collect(Collectors.joining(" ")));
        }
        out.flush();
    }

    private static String place(Action action) {
        return action.address() == null
                ? "(in " + action.instance() + ")"
                : "(from " + action.address() + " in " + action.instance() + ")";
    }

    private static String lowerCase(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}

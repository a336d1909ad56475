package io.recua.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What came of all runs, as Markdown; of each run, what was found and what struck. */
final class Report {

    private final Path folder;
    private final List<Round.Result> runs = new ArrayList<>();

    Report(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    /** Adds a run, prints its line, and writes the report anew. */
    void add(Round.Result run) throws IOException {
        runs.add(run);
        System.out.printf(
                Locale.ROOT,
                "seed %d: %d faults, %d loads, %,d rows, %d unexpected errors, %d violations in %d s%n",
                run.seed(),
                faults(run),
                run.loads(),
                run.rows(),
                run.unexpected(),
                run.verdict().violations().size(),
                run.took().toSeconds());
        String text = text(run);
        if (isViolated(run)) {
            System.out.println(text);
        }
        Files.writeString(folder.resolve("seed-" + run.seed() + ".txt"), text, StandardCharsets.UTF_8);
        Files.writeString(folder.resolve("report.md"), markdown(), StandardCharsets.UTF_8);
    }

    boolean isViolated() {
        return runs.stream().anyMatch(Report::isViolated);
    }

    private static boolean isViolated(Round.Result run) {
        return !run.verdict().violations().isEmpty();
    }

    private static long faults(Round.Result run) {
        return run.struck().values().stream().mapToInt(number -> number).sum();
    }

    private static String text(Round.Result run) {
        return Stream.of(
                        Stream.of("seed " + run.seed()),
                        run.verdict().violations().stream()
                                .map(violation -> violation.promise() + " ("
                                        + violation.promise().text() + "): " + violation.found()),
                        Stream.of("what struck:"),
                        run.history().stream())
                .flatMap(lines -> lines)
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private String markdown() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%d runs, seeds %s, %,d faults, %,d loads, %,d rows, %,d unexpected errors, %d minutes; runs with violations: %d%n",
                runs.size(),
                runs.get(0).seed() + " to " + runs.get(runs.size() - 1).seed(),
                sum(Report::faults),
                sum(Round.Result::loads),
                sum(Round.Result::rows),
                sum(Round.Result::unexpected),
                sum(run -> run.took().toSeconds()) / 60,
                runs.stream().filter(Report::isViolated).count()));
        text.append("\n| fault | what happens | injected | runs | of these with violations |\n|---|---|---|---|---|\n");
        for (Kind kind : Kind.values()) {
            List<Round.Result> with =
                    runs.stream().filter(run -> run.struck().containsKey(kind)).toList();
            text.append("| `%s` | %s | %d | %d | %d |%n"
                    .formatted(
                            kind,
                            kind.text(),
                            with.stream()
                                    .mapToInt(run -> run.struck().get(kind))
                                    .sum(),
                            with.size(),
                            with.stream().filter(Report::isViolated).count()));
        }
        text.append("\n| promise | checked | violated |\n|---|---|---|\n");
        for (Promise promise : Promise.values()) {
            text.append("| %s | %,d | %d |%n"
                    .formatted(
                            promise.text(),
                            sum(run -> run.verdict().checks().getOrDefault(promise, 0)),
                            sum(run -> run.verdict().violations().stream()
                                    .filter(violation -> violation.promise() == promise)
                                    .count())));
        }
        return text.toString();
    }

    private long sum(ToLongFunction<Round.Result> value) {
        return runs.stream().mapToLong(value).sum();
    }
}

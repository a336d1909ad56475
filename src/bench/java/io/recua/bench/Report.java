package io.recua.bench;

import io.recua.bench.Contender.Group;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The results of all rounds, as Markdown tables. */
final class Report {

    private final Map<Group, Map<String, List<Result>>> results = new LinkedHashMap<>();

    void add(Group group, String title, Result result) {
        results.computeIfAbsent(group, any -> new LinkedHashMap<>())
                .computeIfAbsent(title, any -> new ArrayList<>())
                .add(result);
    }

    /** The tables; a ratio is of medians, to the group's first contender. */
    String markdown() {
        StringBuilder text = new StringBuilder();
        results.forEach((group, contenders) -> {
            text.append(String.format(
                    "%n### %s%n%n| contender | rows/s, median | min–max | client CPU | server CPU | client peak MB | ratio |%n",
                    group.title()));
            text.append("|---|---|---|---|---|---|---|\n");
            double reference = median(contenders.values().iterator().next(), Result::rate);
            contenders.forEach((title, rounds) -> text.append(line(title, rounds, reference)));
        });
        return text.append("\nCPU in seconds for a million rows. The first line of each table is its reference.\n")
                .toString();
    }

    private static String line(String title, List<Result> rounds, double reference) {
        DoubleSummaryStatistics rates =
                rounds.stream().mapToDouble(Result::rate).summaryStatistics();
        double median = median(rounds, Result::rate);
        double server = median(rounds, result -> result.serverCpu() / result.rows() * 1e6);
        return String.format(
                Locale.ROOT,
                "| %s | %,.0f | %,.0f–%,.0f | %.1f | %s | %.0f | %.2f |%n",
                title,
                median,
                rates.getMin(),
                rates.getMax(),
                median(rounds, result -> result.clientCpu() / result.rows() * 1e6),
                Double.isNaN(server) ? "" : String.format(Locale.ROOT, "%.1f", server),
                rounds.stream().mapToDouble(Result::peakMegabytes).max().orElseThrow(),
                median / reference);
    }

    private static double median(List<Result> rounds, ToDoubleFunction<Result> value) {
        List<Double> sorted = rounds.stream()
                .map(value::applyAsDouble)
                .sorted(Comparator.naturalOrder())
                .toList();
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }
}

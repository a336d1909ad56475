package io.recua.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What a process of Recua takes of memory, threads, files and connections, and what it leaves in the ledger, sampled again and
 * again. Growth is the end less the first quarter, each as the median of an eighth of the samples, since a load may run at any
 * of them.
 */
final class Footprint {

    private static final int QUARTERS = 4;
    private static final double MEGABYTE = 1 << 20;

    private final long pid;
    private final Path temporary;
    private final JdbcClient jdbc;
    private final List<Map<Measure, Double>> samples = new ArrayList<>();

    /** What is measured, and by how much it may grow. */
    enum Measure {
        LOADS("loads in the ledger", Double.POSITIVE_INFINITY),
        HEAP("live heap after a full collection, MB", 3),
        RESIDENT("resident memory, MB", Double.POSITIVE_INFINITY),
        THREADS("threads", 4),
        DESCRIPTORS("file descriptors", 8),
        CONNECTIONS("connections to MySQL", 2),
        ROWS_PER_LOAD("rows of the ledger for each load", 0.1),
        /** The last 100 slots and fetches of a feed are kept; after a quarter there may be fewer. A leak adds hundreds. */
        OTHER_ROWS("other rows of the ledger", 40),
        TEMPORARY("temporary files", 2);

        private final String text;
        private final double bound;

        Measure(String text, double bound) {
            this.text = text;
            this.bound = bound;
        }
    }

    /** @param temporary the folder of the process's temporary files */
    Footprint(long pid, Path temporary, JdbcClient jdbc) {
        this.pid = pid;
        this.temporary = temporary;
        this.jdbc = jdbc;
    }

    void sample() throws IOException, InterruptedException {
        Map<Measure, Double> sample = new EnumMap<>(Measure.class);
        sample.put(Measure.HEAP, liveBytes() / MEGABYTE);
        Map<String, Long> status = status();
        sample.put(Measure.RESIDENT, status.get("VmRSS") / 1024.0);
        sample.put(Measure.THREADS, (double) status.get("Threads"));
        sample.put(Measure.DESCRIPTORS, entries(Path.of("/proc/" + pid + "/fd")));
        sample.put(Measure.TEMPORARY, entries(temporary));
        // A statement of the sampling itself has a connection of its own.
        sample.put(
                Measure.CONNECTIONS,
                number(
                        "select count(*) from performance_schema.processlist where db = database() and id <> connection_id()"));
        double loads = number("select count(*) from recua_load");
        sample.put(Measure.LOADS, loads);
        sample.put(Measure.ROWS_PER_LOAD, (loads + number("select count(*) from recua_lane")) / Math.max(1, loads));
        sample.put(Measure.OTHER_ROWS, otherRows());
        samples.add(sample);
    }

    /** The histogram of the JVM collects before it counts, and ends with a line of the sums: objects, bytes. */
    private double liveBytes() throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(pid),
                        "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String answer = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (jcmd.waitFor() != 0) {
            throw new IllegalStateException("jcmd failed: " + answer);
        }
        String[] sums = answer.strip().split("\\s+");
        return Double.parseDouble(sums[sums.length - 1]);
    }

    /** The numbers of {@code /proc/<pid>/status} by name. */
    private Map<String, Long> status() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.matches("\\w+:\\s+\\d+( kB)?"))
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.indexOf(':')),
                        line -> Long.parseLong(line.replaceAll(".*:\\D*(\\d+).*", "$1"))));
    }

    private static double entries(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.count();
        }
    }

    /** Of all tables but those that have rows for each load. */
    private double otherRows() {
        String counts = jdbc
                .sql("select table_name from information_schema.tables where table_schema = database()"
                        + " and table_name like 'recua\\_%' and table_name not in ('recua_load', 'recua_lane')")
                .query(String.class)
                .list()
                .stream()
                .map(table -> "(select count(*) from " + table + ")")
                .collect(Collectors.joining(" + "));
        return number("select " + counts);
    }

    private double number(String sql) {
        return jdbc.sql(sql).query(Double.class).single();
    }

    /** What grew by more than it may. */
    List<Measure> grown() {
        return Arrays.stream(Measure.values())
                .filter(measure -> at(measure, QUARTERS) - at(measure, 1) > measure.bound)
                .toList();
    }

    private double at(Measure measure, int quarter) {
        int to = samples.size() * quarter / QUARTERS;
        List<Double> sorted = samples.subList(Math.max(0, to - Math.max(1, samples.size() / 8)), to).stream()
                .map(sample -> sample.get(measure))
                .sorted()
                .toList();
        return sorted.get(sorted.size() / 2);
    }

    String markdown() {
        DecimalFormat format = new DecimalFormat("#,##0.##", DecimalFormatSymbols.getInstance(Locale.ROOT));
        StringBuilder text = new StringBuilder(
                "| | after a quarter | half | three quarters | the end | may grow by |\n|---|---|---|---|---|---|\n");
        for (Measure measure : Measure.values()) {
            text.append("| %s | %s | %s |%n"
                    .formatted(
                            measure.text,
                            IntStream.rangeClosed(1, QUARTERS)
                                    .mapToObj(quarter -> format.format(at(measure, quarter)))
                                    .collect(Collectors.joining(" | ")),
                            Double.isInfinite(measure.bound) ? "" : format.format(measure.bound)));
        }
        return text.append("\n%d samples%n".formatted(samples.size())).toString();
    }
}

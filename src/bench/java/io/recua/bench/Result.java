package io.recua.bench;

import java.util.Locale;

/**
 * One measured run.
 *
 * @param clientCpu the CPU seconds of the contender's JVM while the clock ran
 * @param serverCpu those of mysqld; NaN if it is on another machine
 * @param peakMegabytes the most memory that the contender's JVM had resident since its start
 */
record Result(long rows, double seconds, double clientCpu, double serverCpu, double peakMegabytes) {

    private static final String MARK = "RESULT";

    double rate() {
        return rows / seconds;
    }

    /** The line by which a JVM hands its result to the benchmark. */
    String line() {
        return String.format(
                Locale.ROOT, "%s %d %f %f %f %f", MARK, rows, seconds, clientCpu, serverCpu, peakMegabytes);
    }

    static boolean isLine(String line) {
        return line.startsWith(MARK + " ");
    }

    static Result of(String line) {
        String[] parts = line.split(" ");
        return new Result(
                Long.parseLong(parts[1]),
                Double.parseDouble(parts[2]),
                Double.parseDouble(parts[3]),
                Double.parseDouble(parts[4]),
                Double.parseDouble(parts[5]));
    }
}

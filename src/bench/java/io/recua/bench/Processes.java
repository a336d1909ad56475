package io.recua.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What Linux tells of a process under {@code /proc}. */
final class Processes {

    private static final Path PROC = Path.of("/proc");
    private static final double TICKS_PER_SECOND = 100;
    private static final String LISTENING = "0A";

    private Processes() {}

    /** The CPU seconds, user's and system's, since the process began; NaN for none. */
    static double cpuSeconds(long pid) throws IOException {
        if (pid == 0) {
            return Double.NaN;
        }
        String stat = Files.readString(PROC.resolve(pid + "/stat"));
        // The name in parentheses may hold blanks; behind it, user and system time are the 12th and 13th fields.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }

    static double peakMegabytes(long pid) throws IOException {
        return Files.readAllLines(PROC.resolve(pid + "/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0)
                .findFirst()
                .orElse(Double.NaN);
    }

    /** The process that listens on a port of this machine; 0 if none is found, or it is another user's. */
    static long listener(int port) throws IOException {
        for (String table : List.of("net/tcp", "net/tcp6")) {
            for (String line : Files.readAllLines(PROC.resolve(table))) {
                String[] fields = line.strip().split("\\s+");
                if (fields[3].equals(LISTENING) && fields[1].endsWith(":%04X".formatted(port))) {
                    return owner("socket:[" + fields[9] + "]").orElse(0L);
                }
            }
        }
        return 0;
    }

    private static Optional<Long> owner(String socket) throws IOException {
        try (Stream<Path> entries = Files.list(PROC)) {
            return entries.filter(entry -> entry.getFileName().toString().matches("\\d+"))
                    .filter(entry -> holds(entry.resolve("fd"), socket))
                    .map(entry -> Long.parseLong(entry.getFileName().toString()))
                    .findFirst();
        }
    }

    private static boolean holds(Path descriptors, String socket) {
        try (Stream<Path> entries = Files.list(descriptors)) {
            return entries.anyMatch(entry -> socket.equals(target(entry)));
        } catch (IOException e) {
            // Another user's process, or one that has just ended.
            return false;
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "";
        }
    }
}

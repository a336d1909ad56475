package io.recua.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The MySQL that is loaded into: the one given by its URL, or one that a script starts. Only the second one is killed and
 * started again, with its data.
 */
final class MySql implements AutoCloseable {

    private static final int PORT = 33320;
    private static final Pattern STARTED = Pattern.compile("url=(\\S+)");

    private final String url;
    private final Path script;
    private List<String> command = List.of();

    private MySql(String url, Path script) {
        this.url = url;
        this.script = script;
    }

    /** The one of the settings. */
    static MySql ofSystem() throws IOException, InterruptedException {
        Path script = Path.of(System.getProperty("chaos.mysql", "../shared/bin/mysql-real"));
        return open(System.getProperty("chaos.url", ""), script);
    }

    /** @param url empty to start one by the script */
    private static MySql open(String url, Path script) throws IOException, InterruptedException {
        if (!url.isEmpty()) {
            return new MySql(url, null);
        }
        String answer = run(script, "start");
        Matcher found = STARTED.matcher(answer);
        if (!found.find()) {
            throw new IllegalStateException("No MySQL from " + script + ": " + answer + "; give one by -Dchaos.url");
        }
        return new MySql(found.group(1), script);
    }

    /** Its JDBC URL; user and password are {@code recua}. */
    String url() {
        return url;
    }

    boolean canRestart() {
        return script != null;
    }

    void stop(boolean kill) throws IOException {
        ProcessHandle mysqld = process();
        Path root = Files.readSymbolicLink(Path.of("/proc/" + mysqld.pid() + "/root"));
        command = new ArrayList<>(
                root.getParent() == null
                        ? List.of(mysqld.info().command().orElseThrow())
                        : List.of("chroot", root.toString(), "mysqld"));
        command.addAll(List.of(mysqld.info().arguments().orElseThrow()));
        if (kill) {
            mysqld.destroyForcibly();
        } else {
            mysqld.destroy();
        }
        mysqld.onExit().join();
    }

    /** Starts it again as it was started before {@link #stop}. */
    void start() throws IOException {
        new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static ProcessHandle process() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().command().orElse("").endsWith("mysqld"))
                .filter(process -> List.of(process.info().arguments().orElse(new String[0]))
                        .contains("--port=" + PORT))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no mysqld listens on port " + PORT));
    }

    /** The server inherits the script's error stream, so that only its output can be waited for. */
    private static String run(Path script, String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(script.toString(), command, Integer.toString(PORT))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return answer;
    }

    @Override
    public void close() {
        try {
            if (canRestart()) {
                run(script, "stop");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

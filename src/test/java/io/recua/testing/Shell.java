package io.recua.testing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Runs the command lines of a page in a folder, and the servers among them until they are stopped. */
public final class Shell implements AutoCloseable {

    private final Path scripts;
    private final Path work;
    private final Path log;
    private final Map<String, String> replacements = new LinkedHashMap<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final List<Process> servers = new ArrayList<>();
    private int seen;

    /** Creates the shell with an empty folder to work in, below the given one. */
    public Shell(Path folder) throws IOException {
        scripts = Files.createDirectory(folder.resolve("bin"));
        work = Files.createDirectory(folder.resolve("work"));
        log = Files.createFile(folder.resolve("servers.log"));
    }

    /** Returns whether all these programs are installed. */
    public static boolean has(String... programs) {
        List<String> path = List.of(System.getenv("PATH").split(File.pathSeparator));
        return Stream.of(programs)
                .allMatch(program -> path.stream().anyMatch(at -> Files.isExecutable(Path.of(at, program))));
    }

    /** Adds a program, which is found before an installed one. */
    public void script(String name, String content) throws IOException {
        Path script = Files.writeString(scripts.resolve(name), content);
        if (!script.toFile().setExecutable(true)) {
            throw new IOException("cannot make " + script + " executable");
        }
    }

    /** Replaces a text in all commands, and puts it back in all that they print. */
    public void replace(String text, String with) {
        replacements.put(text, with);
    }

    public void set(String variable, String value) {
        environment.put(variable, value);
    }

    /** Runs a command to its end; returns its standard output. */
    public String run(String command) throws IOException, InterruptedException {
        Path out = Files.createTempFile(scripts, "out", ".txt");
        Path err = Files.createTempFile(scripts, "err", ".txt");
        Process process = process(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!process.waitFor(3, TimeUnit.MINUTES)) {
            stop(process);
        }
        String printed = asOnThePage(Files.readString(out));
        if (process.exitValue() != 0) {
            throw new IOException(
                    command + ": exit code " + process.exitValue() + "\n" + printed + Files.readString(err));
        }
        return printed;
    }

    /** Starts a command that runs until {@link #stopServers}. */
    public void start(String command) throws IOException {
        servers.add(process(command.replaceFirst("\\s*&$", ""))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start());
    }

    /** Skips the lines of the servers up to the first that matches; skips nothing and returns false if none does. */
    public boolean skipTo(Predicate<String> line) throws IOException {
        List<String> lines = asOnThePage(Files.readString(log)).lines().toList();
        for (int at = seen; at < lines.size(); at++) {
            if (line.test(lines.get(at))) {
                seen = at + 1;
                return true;
            }
        }
        return false;
    }

    /** Ends the servers as Ctrl-C does, and waits for their ends. */
    public void stopServers() {
        servers.forEach(Shell::stop);
        servers.clear();
    }

    private static void stop(Process process) {
        Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList()
                .forEach(each -> {
                    each.destroy();
                    each.onExit().join();
                });
    }

    /** Returns what the commands left behind in their folder. */
    public List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(work)) {
            return files.toList();
        }
    }

    private ProcessBuilder process(String command) {
        ProcessBuilder process = new ProcessBuilder("bash", "-c", replaced(command)).directory(work.toFile());
        Map<String, String> all = process.environment();
        environment.forEach((variable, value) -> all.put(variable, replaced(value)));
        all.put("PATH", scripts + File.pathSeparator + all.get("PATH"));
        all.put("CLASSPATH", System.getProperty("java.class.path").replaceAll(":+$", ""));
        all.put("PYTHONUNBUFFERED", "1");
        return process;
    }

    private String replaced(String command) {
        String replaced = command;
        for (Map.Entry<String, String> each : replacements.entrySet()) {
            replaced = replaced.replace(each.getKey(), each.getValue());
        }
        return replaced;
    }

    private String asOnThePage(String printed) {
        String page = printed;
        for (Map.Entry<String, String> each : replacements.entrySet()) {
            page = page.replace(each.getValue(), each.getKey());
        }
        return page;
    }

    @Override
    public void close() {
        stopServers();
    }
}

package io.recua.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** JVMs of the contenders' own; what they write goes to {@code contenders.log}. */
record Forks(Path folder) {

    /** The memory and the collector of every contender, unless it says otherwise. */
    static final List<String> SMALL = List.of("-Xmx192m", "-XX:+UseSerialGC");

    /** The JVM of the benchmark itself. */
    static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    /** Runs a main class with the benchmark's own class path to its end. */
    Result run(String mainClass, Job job, List<String> options) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(options);
        arguments.addAll(List.of("-cp", classPath(), mainClass));
        arguments.addAll(job.arguments());
        Process process = builder(JAVA, arguments)
                .redirectOutput(ProcessBuilder.Redirect.PIPE)
                .redirectError(log())
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Files.writeString(log().file().toPath(), output, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(mainClass + " failed, see " + log().file());
        }
        return output.lines()
                .filter(Result::isLine)
                .findFirst()
                .map(Result::of)
                .orElseThrow(() -> new IllegalStateException(mainClass + " gave no result, see " + log().file()));
    }

    /** Starts a JVM that is ended by the caller. */
    Process start(String java, List<String> arguments) throws IOException {
        return builder(java, arguments)
                .redirectErrorStream(true)
                .redirectOutput(log())
                .start();
    }

    private static ProcessBuilder builder(String java, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(java);
        command.addAll(arguments);
        return new ProcessBuilder(command);
    }

    private ProcessBuilder.Redirect log() {
        return ProcessBuilder.Redirect.appendTo(folder.resolve("contenders.log").toFile());
    }

    /** An empty entry would be the current folder, and bring every route a second time. */
    private static String classPath() {
        return System.getProperty("java.class.path").replaceAll(":+$", "");
    }
}

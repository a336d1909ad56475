package io.recua.bench;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The JVM that runs Recua. By default it is like that of the other contenders.
 *
 * @param java the command {@code java}
 * @param options its options, such as {@code @deploy/jvm.options}
 * @param jar the jar of Recua
 */
record RecuaJvm(String java, List<String> options, Path jar) {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    static RecuaJvm ofSystem() {
        String java = System.getProperty("bench.java", "");
        String options = System.getProperty("bench.options", "");
        String jar = System.getProperty("bench.jar", "");
        return new RecuaJvm(
                java.isBlank() ? Forks.JAVA : java,
                options.isBlank() ? Forks.SMALL : List.of(options.strip().split("\\s+")),
                Path.of(jar.isBlank() ? "target/recua.jar" : jar));
    }

    /**
     * Starts Recua, and waits until the readiness probe answers 200.
     *
     * @param aws the system properties by which the AWS SDK finds bucket and queue
     * @param settings settings of Spring
     */
    Process start(Forks forks, Map<String, String> aws, List<String> settings) throws IOException {
        int port = freePort();
        List<String> arguments = new ArrayList<>(options);
        aws.forEach((name, value) -> arguments.add("-D" + name + "=" + value));
        arguments.addAll(List.of("-jar", jar.toString(), "--server.port=0", "--management.server.port=" + port));
        arguments.addAll(settings);
        Process process = forks.start(java, arguments);
        URI probe = URI.create("http://127.0.0.1:" + port + "/actuator/health/readiness");
        await("the start of Recua, see contenders.log")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptions()
                .failFast("Recua has ended, see contenders.log", () -> !process.isAlive())
                .until(() -> probe.toURL().openStream().read() >= 0);
        return process;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    RecuaJvm with(Path otherJar) {
        return new RecuaJvm(java, options, otherJar);
    }
}

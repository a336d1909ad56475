package io.recua.bench;

import java.io.IOException;

/** Takes the time, the CPU of a client process and that of the server from its making on. */
public final class Meter {

    private final long client;
    private final long server;
    private final double clientBefore;
    private final double serverBefore;
    private final long startNanos = System.nanoTime();

    Meter(long client, long server) throws IOException {
        this.client = client;
        this.server = server;
        this.clientBefore = Processes.cpuSeconds(client);
        this.serverBefore = Processes.cpuSeconds(server);
    }

    /** Measures this very JVM. */
    public static Meter start(Job job) throws IOException {
        return new Meter(ProcessHandle.current().pid(), job.server());
    }

    /** Prints the result for the benchmark that started this JVM. */
    public void stop(long rows) throws IOException {
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        System.out.println(result(rows, seconds).line());
    }

    Result result(long rows, double seconds) throws IOException {
        return new Result(
                rows,
                seconds,
                Processes.cpuSeconds(client) - clientBefore,
                Processes.cpuSeconds(server) - serverBefore,
                Processes.peakMegabytes(client));
    }
}

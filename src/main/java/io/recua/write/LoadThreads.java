package io.recua.write;

import io.recua.ingest.Claim;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.MDC;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Runs the tasks of a load in threads of its own, which log with the diagnostic context of the thread that created them.
 * Only that thread may call the methods. It must call {@link #stop}.
 */
final class LoadThreads {

    /** The time that the running tasks have to end after {@link #stop}, before they are aborted. */
    private static final int CLOSE_MILLIS = 5000;

    /** The interval at which a waiting method calls {@code whileWaiting}, or aborts again. */
    private static final int WAIT_MILLIS = 1000;

    private final ExecutorService threads;

    /** @param count the number of tasks that may run at the same time */
    LoadThreads(Claim claim, int count) {
        this.threads = Executors.newFixedThreadPool(count, factory(claim));
    }

    private static ThreadFactory factory(Claim claim) {
        ThreadFactory threads = new CustomizableThreadFactory("load-" + claim.loadId() + "-");
        Map<String, String> log = MDC.getCopyOfContextMap();
        return work -> threads.newThread(() -> {
            MDC.setContextMap(log);
            work.run();
        });
    }

    Future<?> submit(Callable<Void> task) {
        return threads.submit(task);
    }

    /**
     * Waits until the task has ended.
     *
     * @param whileWaiting called once a second; an exception from it ends the wait, not the task
     * @throws Exception the exception of the task
     */
    static void await(Future<?> task, Runnable whileWaiting) throws Exception {
        while (true) {
            try {
                task.get(WAIT_MILLIS, TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException e) {
                whileWaiting.run();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof Exception cause) {
                    throw cause;
                }
                throw e;
            }
        }
    }

    /**
     * Waits until all tasks have ended and starts no others. After five seconds, or if the thread is interrupted, it
     * interrupts the threads and calls {@code abort}, then again each second.
     */
    void stop(Runnable abort) {
        threads.shutdown();
        boolean interrupted = false;
        long waitMillis = CLOSE_MILLIS;
        while (!threads.isTerminated()) {
            try {
                if (!threads.awaitTermination(waitMillis, TimeUnit.MILLISECONDS)) {
                    abort(abort);
                }
            } catch (InterruptedException e) {
                interrupted = true;
                abort(abort);
            }
            waitMillis = WAIT_MILLIS;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void abort(Runnable abort) {
        abort.run();
        threads.shutdownNow();
    }
}

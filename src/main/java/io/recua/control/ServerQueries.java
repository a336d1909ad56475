package io.recua.control;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * The queries to one server on threads of their own, the last answers, and the outage of the server. A server that accepts
 * connections and never answers holds at most {@value #THREADS} threads. Thread-safe.
 */
final class ServerQueries {

    private static final Logger log = LoggerFactory.getLogger(ServerQueries.class);

    private static final int THREADS = 6;
    private static final int MAX_WAITING = 100;

    /** The number of answers that are kept. The pages that are open now are few. */
    private static final int KEPT = 50;

    /** The pause between two tries while a query hangs. Requests in between do not wait for the server. */
    private static final long PAUSE_NANOS = Duration.ofSeconds(5).toNanos();

    private final Server server;
    private final Clock clock;
    private final ThreadPoolExecutor threads;
    private final Map<Object, Known<?>> known = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Known<?>> eldest) {
            return size() > KEPT;
        }
    });

    private Outage outage;
    private long triedAt;
    private long answeredAt = System.nanoTime();

    ServerQueries(Server server, Clock clock) {
        this.server = server;
        this.clock = clock;
        CustomizableThreadFactory names = new CustomizableThreadFactory("read-" + server.word() + "-");
        names.setDaemon(true);
        this.threads = new ThreadPoolExecutor(
                THREADS, THREADS, 60, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MAX_WAITING), names);
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * An answer of the server.
     *
     * @param at when its query began
     */
    record Known<T>(T value, Instant at) {}

    /** Returns whether a request may query the server: while a query hangs, one in five seconds, if a thread is free. */
    synchronized boolean mayTry() {
        long now = System.nanoTime();
        int running = threads.getActiveCount();
        if (outage != null && running > 0 && (now - triedAt < PAUSE_NANOS || running == THREADS)) {
            return false;
        }
        triedAt = now;
        return true;
    }

    /**
     * Starts a query. Its answer is kept and its failure noted when it ends, even if nobody waits for it any more.
     *
     * @param key what is asked for, by which {@link #known} finds the answer; null if the answer is not kept
     */
    <T> FutureTask<Known<T>> start(Object key, Supplier<T> query) {
        Instant began = clock.instant();
        long beganNanos = System.nanoTime();
        FutureTask<Known<T>> task = new FutureTask<>(() -> {
            try {
                Known<T> answer = new Known<>(query.get(), began);
                answered();
                if (key != null) {
                    known.put(key, answer);
                }
                return answer;
            } catch (RuntimeException e) {
                Outage.in(e).ifPresent(reason -> failed(e, began, beganNanos, reason));
                throw e;
            }
        });
        try {
            threads.execute(task);
        } catch (RejectedExecutionException e) {
            task.cancel(false);
        }
        return task;
    }

    /** Returns the last answer; empty if there was none, or it was too long ago. */
    @SuppressWarnings("unchecked")
    <T> Optional<Known<T>> known(Object key) {
        return key == null ? Optional.empty() : Optional.ofNullable((Known<T>) known.get(key));
    }

    private synchronized void answered() {
        answeredAt = System.nanoTime();
        outage = null;
    }

    /** Ignores a query that hung for long and fails when the server answers again. */
    private synchronized void failed(RuntimeException failure, Instant began, long beganNanos, String reason) {
        log.debug("The {} has not answered a query", server.word(), failure);
        if (answeredAt - beganNanos <= 0) {
            outage(began, reason);
        }
    }

    /**
     * Returns the outage that a query shows which is not answered.
     *
     * @param began when the query began
     * @param reason why it failed; null if this is not known
     */
    synchronized Outage outage(Instant began, String reason) {
        Instant since = outage == null ? began : outage.since();
        String known = outage == null ? null : outage.reason();
        outage = new Outage(server, since, reason == null ? known : reason);
        return outage;
    }

    void stop() {
        threads.shutdownNow();
    }
}

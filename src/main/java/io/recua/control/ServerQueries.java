package io.recua.control;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The queries to one server on threads of their own, the last answers, and the outage of the server. A server that accepts
 * connections and never answers holds at most {@value #THREADS} threads, and the one of the probe. Thread-safe.
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
    private final Runnable probe;
    private final TransactionOperations transaction;
    private final ThreadPoolExecutor threads;
    private final ThreadPoolExecutor probeThread;
    private final Map<Object, Known<?>> known = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Known<?>> eldest) {
            return size() > KEPT;
        }
    });

    private Outage outage;
    private Future<Optional<RuntimeException>> probing;
    private long triedAt;
    private long answeredAt = System.nanoTime();

    /**
     * @param probe a query that every server answers at once; fails if the server cannot be used
     * @param transaction what each query runs in
     */
    ServerQueries(Server server, Clock clock, Runnable probe, TransactionOperations transaction) {
        this.server = server;
        this.clock = clock;
        this.probe = probe;
        this.transaction = transaction;
        this.threads = threads("read-" + server.word() + "-", THREADS, MAX_WAITING);
        this.probeThread = threads("probe-" + server.word() + "-", 1, 1);
    }

    private static ThreadPoolExecutor threads(String prefix, int number, int maxWaiting) {
        CustomizableThreadFactory names = new CustomizableThreadFactory(prefix);
        names.setDaemon(true);
        ThreadFactory factory = task -> {
            Thread thread = names.newThread(task);
            // Not that of the request: Tomcat would warn of the thread, and of the driver's timer, at each stop.
            thread.setContextClassLoader(ServerQueries.class.getClassLoader());
            return thread;
        };
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                number, number, 60, TimeUnit.SECONDS, new LinkedBlockingQueue<>(maxWaiting), factory);
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /**
     * An answer of the server.
     *
     * @param at when its query began
     */
    record Known<T>(T value, Instant at) {}

    /**
     * A query on its way.
     *
     * @param beganNanos the instant {@code began}, by {@link System#nanoTime}
     */
    record Query<T>(FutureTask<Known<T>> answer, Instant began, long beganNanos) {}

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
    <T> Query<T> start(Object key, Supplier<T> query) {
        Instant began = clock.instant();
        long beganNanos = System.nanoTime();
        FutureTask<Known<T>> task = new FutureTask<>(() -> {
            try {
                Known<T> answer = new Known<>(transaction.execute(status -> query.get()), began);
                answered();
                if (key != null) {
                    known.put(key, answer);
                }
                return answer;
            } catch (RuntimeException e) {
                Outage.in(e).filter(reason -> isAway(e)).ifPresent(reason -> silent(began, beganNanos, reason));
                throw e;
            }
        });
        try {
            threads.execute(task);
        } catch (RejectedExecutionException e) {
            task.cancel(false);
        }
        return new Query<>(task, began, beganNanos);
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

    /** Starts the probe, unless the last one is not answered yet. Its result is why it failed; empty if the server answers. */
    synchronized Future<Optional<RuntimeException>> probe() {
        if (probing == null || probing.isDone()) {
            probing = probeThread.submit(this::failure);
        }
        return probing;
    }

    /** Probes the server. Returns one sentence without a period at its end; empty if it answers within the limit. */
    Optional<String> check() {
        try {
            return probe().get(Outage.LIMIT.toNanos(), TimeUnit.NANOSECONDS).map(Outage::sentence);
        } catch (TimeoutException e) {
            return Optional.of(new Outage(server, clock.instant(), null).sentence());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private Optional<RuntimeException> failure() {
        try {
            probe.run();
            answered();
            return Optional.empty();
        } catch (RuntimeException e) {
            log.debug("The {} cannot be used", server.word(), e);
            return Optional.of(e);
        }
    }

    /** Returns whether a failure shows more than that one query failed. */
    private boolean isAway(RuntimeException failure) {
        log.debug("The {} has not answered a query", server.word(), failure);
        return failure instanceof CannotCreateTransactionException || failure().isPresent();
    }

    /**
     * Notes that a query was not answered. The server is away if it has answered nothing else since the query began: neither
     * another query nor the probe.
     *
     * @param began when the query began
     * @param reason why it failed; null if this is not known
     */
    synchronized void silent(Instant began, long beganNanos, String reason) {
        if (answeredAt - beganNanos <= 0) {
            Instant since = outage == null ? began : outage.since();
            String known = outage == null ? null : outage.reason();
            outage = new Outage(server, since, reason == null ? known : reason);
        }
    }

    /** Returns the outage; empty if the server answers. */
    synchronized Optional<Outage> outage() {
        return Optional.ofNullable(outage);
    }

    void stop() {
        threads.shutdownNow();
        probeThread.shutdownNow();
    }
}

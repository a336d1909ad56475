package io.recua.control;

import io.recua.control.ServerQueries.Known;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * What one request reads, within one time limit. Of a server that is away it returns the last answers, and {@link #gaps} says
 * so. For one thread.
 */
public final class Reading {

    /** The time for a query if the ones before have used up the limit, so that a page takes less than 3 s. */
    private static final long LEAST_NANOS = Duration.ofMillis(250).toNanos();

    private final Map<Server, ServerQueries> servers;
    private final Clock clock;
    private final long deadline = System.nanoTime() + Outage.LIMIT.toNanos();
    private final Map<Server, Boolean> tries = new EnumMap<>(Server.class);
    private final Map<Server, Gap> gaps = new EnumMap<>(Server.class);

    Reading(Map<Server, ServerQueries> servers, Clock clock) {
        this.servers = servers;
        this.clock = clock;
    }

    /**
     * A server that is away, so that this request shows old answers.
     *
     * @param shown the instant of the oldest answer that is shown; null if none is known
     */
    public record Gap(Outage outage, Instant shown) {}

    /**
     * Starts a query. The returned function waits for the answer; it is empty if the server is away and the answer to this
     * query is not known.
     *
     * @param key what is asked for; null if old answers are of no use
     * @param query must not return null
     */
    public <T> Supplier<Optional<T>> start(Server server, Object key, Supplier<T> query) {
        ServerQueries queries = servers.get(server);
        Instant began = clock.instant();
        if (gaps.containsKey(server) || !tries.computeIfAbsent(server, any -> queries.mayTry())) {
            return () -> old(server, key, began, null);
        }
        FutureTask<Known<T>> task = queries.start(key, query);
        return () -> answer(task, server, key, began);
    }

    /** Queries and waits for the answer, as {@link #start} does. */
    public <T> Optional<T> read(Server server, Object key, Supplier<T> query) {
        return start(server, key, query).get();
    }

    /** Returns the last answer to another query, which is of use because the server is away. */
    public <T> Optional<T> known(Server server, Object key) {
        return old(server, key, clock.instant(), null);
    }

    private <T> Optional<T> answer(FutureTask<Known<T>> task, Server server, Object key, Instant began) {
        try {
            // Once the server has not answered, its other queries have had their time too.
            long nanos = gaps.containsKey(server) ? 0 : Math.max(deadline - System.nanoTime(), LEAST_NANOS);
            return Optional.of(task.get(nanos, TimeUnit.NANOSECONDS).value());
        } catch (TimeoutException | CancellationException e) {
            // A query that has not begun must not run later. One that runs goes on.
            task.cancel(false);
            return old(server, key, began, null);
        } catch (ExecutionException e) {
            RuntimeException failure =
                    e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
            return old(server, key, began, Outage.in(failure).orElseThrow(() -> failure));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return old(server, key, began, null);
        }
    }

    private <T> Optional<T> old(Server server, Object key, Instant began, String reason) {
        ServerQueries queries = servers.get(server);
        Optional<Known<T>> known = queries.known(key);
        Gap before = gaps.get(server);
        Instant shown = known.map(Known::at).orElse(null);
        if (before != null
                && before.shown() != null
                && (shown == null || before.shown().isBefore(shown))) {
            shown = before.shown();
        }
        gaps.put(server, new Gap(queries.outage(began, reason), shown));
        return known.map(Known::value);
    }

    /** Returns the servers that are away, so that an answer of theirs is old or missing. */
    public List<Gap> gaps() {
        return List.copyOf(gaps.values());
    }
}

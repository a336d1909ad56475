package io.recua.control;

import io.recua.control.ServerQueries.Known;
import io.recua.control.ServerQueries.Query;
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
 * What one request reads, within one time limit. Of a server that is away or too slow it returns the last answers, and
 * {@link #gaps} says so. For one thread.
 */
public final class Reading {

    /** The time for a query if the ones before have used up the limit, so that a page takes less than 3 s. */
    private static final long LEAST_NANOS = Duration.ofMillis(250).toNanos();

    /** How long before the end of the limit the servers are probed. */
    private static final long PROBE_NANOS = Duration.ofSeconds(1).toNanos();

    private final Map<Server, ServerQueries> servers;
    private final long deadline = System.nanoTime() + Outage.LIMIT.toNanos();
    private final Map<Server, Boolean> tries = new EnumMap<>(Server.class);
    private final Map<Server, Gap> gaps = new EnumMap<>(Server.class);

    Reading(Map<Server, ServerQueries> servers) {
        this.servers = servers;
    }

    /**
     * A server whose answers this request lacks, so that it shows old ones.
     *
     * @param outage null if the server answers other queries
     * @param shown the instant of the oldest answer that is shown; null if none is known
     */
    public record Gap(Server server, Outage outage, Instant shown) {

        /** Returns one sentence without a period at its end. */
        public String sentence() {
            return outage == null
                    ? "The " + server.word() + " answers, but not to this request within "
                            + Outage.LIMIT.toSeconds()
                            + " seconds; narrow the filter, if there is one, or try again later"
                    : outage.sentence();
        }
    }

    /**
     * Starts a query. The returned function waits for the answer; it is empty if the server is away or too slow, and the last
     * answer to this query is not known.
     *
     * @param key what is asked for; null if old answers are of no use
     * @param query must not return null
     */
    public <T> Supplier<Optional<T>> start(Server server, Object key, Supplier<T> query) {
        ServerQueries queries = servers.get(server);
        if (gaps.containsKey(server) || !tries.computeIfAbsent(server, any -> queries.mayTry())) {
            return () -> old(server, key, null);
        }
        Query<T> started = queries.start(key, query);
        return () -> answer(started, server, key);
    }

    /** Queries and waits for the answer, as {@link #start} does. */
    public <T> Optional<T> read(Server server, Object key, Supplier<T> query) {
        return start(server, key, query).get();
    }

    /** Returns the last answer to another query, which is of use because the server is away. */
    public <T> Optional<T> known(Server server, Object key) {
        return old(server, key, null);
    }

    private <T> Optional<T> answer(Query<T> query, Server server, Object key) {
        try {
            return Optional.of(await(query.answer(), server).value());
        } catch (TimeoutException e) {
            // A query that has not begun must not run later. One that runs goes on.
            query.answer().cancel(false);
            servers.get(server).silent(query.began(), query.beganNanos(), null);
            return old(server, key, null);
        } catch (CancellationException e) {
            return old(server, key, null);
        } catch (ExecutionException e) {
            RuntimeException failure =
                    e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
            String reason = Outage.in(failure).orElseThrow(() -> failure);
            return old(server, key, new Outage(server, query.began(), reason));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return old(server, key, null);
        }
    }

    private <T> Known<T> await(FutureTask<Known<T>> task, Server server)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (gaps.containsKey(server)) {
            // Once the server has not answered, its other queries have had their time too.
            return task.get(0, TimeUnit.NANOSECONDS);
        }
        try {
            return task.get(deadline - PROBE_NANOS - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            // All of them, since the queries to the others have no more time than this one.
            servers.values().forEach(ServerQueries::probe);
            return task.get(Math.max(deadline - System.nanoTime(), LEAST_NANOS), TimeUnit.NANOSECONDS);
        }
    }

    /** @param failure why this query failed; null if it was not answered */
    private <T> Optional<T> old(Server server, Object key, Outage failure) {
        ServerQueries queries = servers.get(server);
        Optional<Known<T>> known = queries.known(key);
        Gap before = gaps.get(server);
        Instant shown = known.map(Known::at).orElse(null);
        if (before != null
                && before.shown() != null
                && (shown == null || before.shown().isBefore(shown))) {
            shown = before.shown();
        }
        Outage outage = queries.outage().orElse(failure);
        gaps.put(server, new Gap(server, outage == null && before != null ? before.outage() : outage, shown));
        return known.map(Known::value);
    }

    /** Returns the servers of which an answer is old or missing. */
    public List<Gap> gaps() {
        return List.copyOf(gaps.values());
    }
}

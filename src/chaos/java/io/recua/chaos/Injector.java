package io.recua.chaos;

import io.recua.testing.CommitLink;
import io.recua.testing.DatabaseLink;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Injects faults. One that lasts is ended by a thread of its own, so that several are at work side by side, but never two at
 * the same place: the second one is dropped. Those of links wait for a request that they fit.
 */
final class Injector implements AutoCloseable {

    private static final Duration STOP = Duration.ofSeconds(20);
    private static final int STRIKE_SECONDS = 20;

    private final MySql mysql;
    private final History history;
    private final Verdict verdict;
    private final Armed<CommitLink.Fault> commits = new Armed<>(CommitLink.Fault.NONE);
    private final Armed<HttpLink.Fault> s3Faults = new Armed<>(HttpLink.Fault.NONE);
    private final Armed<HttpLink.Fault> sourceFaults = new Armed<>(HttpLink.Fault.NONE);
    private final CommitLink commitLink;
    private final DatabaseLink databaseLink;
    private final HttpLink s3;
    private final HttpLink source;
    private final Set<String> busy = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    Injector(MySql mysql, TestDatabase database, URI source, History history, Verdict verdict) throws IOException {
        this.mysql = mysql;
        this.history = history;
        this.verdict = verdict;
        commitLink = new CommitLink(database, CommitLink.Work.LANE, () -> commits.next(""));
        databaseLink = DatabaseLink.to(commitLink.to(database));
        s3 = new HttpLink(URI.create(TestBucket.AWS.get("aws.endpointUrl")), s3Faults::next);
        this.source = new HttpLink(source, sourceFaults::next);
    }

    String databaseUrl() {
        return databaseLink.url();
    }

    String s3Url() {
        return s3.url("");
    }

    String sourceUrl() {
        return source.url("/rows.csv");
    }

    void inject(Fault fault, Fleet fleet, Lander lander) {
        switch (fault.kind().place()) {
            case COMMIT -> arm(commits, fault, CommitLink.Fault.class, ".*");
            case S3 -> arm(s3Faults, fault, HttpLink.Fault.class, fault.request());
            case SOURCE -> {
                if (fault.kind() == Kind.SOURCE_CHANGED) {
                    sourceFaults.add(HttpLink.Fault.CUT, request -> true, () -> {
                        lander.changeSource();
                        history.struck(fault.kind(), "");
                    });
                } else {
                    arm(sourceFaults, fault, HttpLink.Fault.class, ".*");
                }
            }
            case INSTANCE -> {
                int instance = busy.contains(place(fault.instance())) ? 1 - fault.instance() : fault.instance();
                begin(place(instance), () -> strike(fault, instance, fleet));
            }
            case MYSQL -> begin("mysql", () -> restart(fault));
            default -> begin("database", () -> strike(fault));
        }
    }

    private <F extends Enum<F>> void arm(Armed<F> link, Fault fault, Class<F> faults, String request) {
        link.add(fault.kind().of(faults), line -> line.matches(request), () -> history.struck(fault.kind(), ""));
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private void begin(String place, Work work) {
        if (!busy.add(place)) {
            return;
        }
        threads.execute(() -> {
            try {
                work.run();
            } catch (IOException | InterruptedException | RuntimeException e) {
                history.note("the fault at " + place + " failed: " + e);
            } finally {
                busy.remove(place);
            }
        });
    }

    private static String place(int instance) {
        return "instance " + instance;
    }

    private void strike(Fault fault, int instance, Fleet fleet) throws IOException, InterruptedException {
        String detail = "instance " + (instance + 1) + " for " + fault.millis() + " ms";
        switch (fault.kind()) {
            case KILL -> {
                history.struck(fault.kind(), "instance " + (instance + 1) + ", then " + fault.sizes());
                fleet.kill(instance, fault.sizes());
            }
            case TERM -> {
                history.struck(fault.kind(), "instance " + (instance + 1) + ", then " + fault.sizes());
                terminate(instance, fault.sizes(), fleet);
            }
            case PAUSE -> {
                history.struck(fault.kind(), detail);
                fleet.signal(instance, "STOP");
                TimeUnit.MILLISECONDS.sleep(fault.millis());
                fleet.signal(instance, "CONT");
            }
            default -> {
                if (fleet.isStarted(instance)) {
                    history.struck(fault.kind(), detail);
                    fleet.limitFiles(instance, true);
                    TimeUnit.MILLISECONDS.sleep(fault.millis());
                    fleet.limitFiles(instance, false);
                }
            }
        }
    }

    private void terminate(int instance, Fault.Sizes next, Fleet fleet) throws IOException, InterruptedException {
        try {
            Duration took = fleet.terminate(instance, next);
            verdict.check(Promise.STOP, took.compareTo(STOP) <= 0, () -> "it took " + took);
        } catch (IllegalStateException e) {
            verdict.check(Promise.STOP, false, e::getMessage);
            fleet.kill(instance, next);
        }
    }

    private void strike(Fault fault) throws IOException, InterruptedException {
        int millis = fault.kind() == Kind.DATABASE_RESET ? 0 : fault.millis();
        history.struck(fault.kind(), "for " + millis + " ms");
        if (fault.kind() == Kind.DATABASE_STALLED) {
            databaseLink.freeze();
        } else {
            databaseLink.limits();
        }
        TimeUnit.MILLISECONDS.sleep(millis);
        databaseLink.thaw();
        databaseLink.mend();
    }

    private void restart(Fault fault) throws IOException, InterruptedException {
        history.struck(fault.kind(), "for " + fault.millis() + " ms");
        mysql.stop(fault.kind() == Kind.MYSQL_KILLED);
        TimeUnit.MILLISECONDS.sleep(fault.millis());
        mysql.start();
    }

    /** Starts instances again that ended by themselves. */
    void tend(Fleet fleet, Fault.Sizes sizes) throws IOException {
        for (int instance = 0; instance < Fleet.SIZE; instance++) {
            if (!busy.contains(place(instance))) {
                fleet.tend(instance, sizes);
            }
        }
    }

    /** Gives the faults of links some time to strike. */
    void awaitStruck() throws InterruptedException {
        for (int second = 0; second < STRIKE_SECONDS && !isStruck(); second++) {
            TimeUnit.SECONDS.sleep(1);
        }
    }

    private boolean isStruck() {
        return commits.isEmpty() && s3Faults.isEmpty() && sourceFaults.isEmpty();
    }

    /** Drops the faults that have not struck, and waits until those that last have ended. */
    void end() throws InterruptedException {
        commits.clear();
        s3Faults.clear();
        sourceFaults.clear();
        threads.shutdown();
        threads.awaitTermination(2, TimeUnit.MINUTES);
        history.note("the last fault has ended");
    }

    @Override
    public void close() throws IOException {
        threads.shutdownNow();
        databaseLink.close();
        commitLink.close();
        s3.close();
        source.close();
    }
}

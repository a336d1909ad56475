package io.recua.chaos;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * One fault of a run.
 *
 * @param pauseMillis how long after the fault before it
 * @param instance which instance it strikes, if it strikes one
 * @param millis how long it lasts, if it lasts
 * @param request the requests to S3 that it may strike, as a pattern of their first line
 * @param sizes what an instance that is started again is given
 */
record Fault(Kind kind, int pauseMillis, int instance, int millis, String request, Sizes sizes) {

    private static final String LIST = "GET /[^/?]+/?\\?.*";
    private static final String GET = "GET /[^/?]+/.+";
    private static final List<String> BODIES = List.of(LIST, GET, GET);
    private static final List<String> REQUESTS = List.of(LIST, GET, "HEAD .*", "PUT .*", "POST .*", "DELETE .*");

    /** The sizes in which an instance loads. A load keeps those that it began with. */
    record Sizes(int batchRows, int runBatches, int writers, boolean loadData) {

        static Sizes draw(Random random) {
            return new Sizes(
                    50 + random.nextInt(350), 1 + random.nextInt(12), 1 + random.nextInt(3), random.nextInt(4) > 0);
        }

        List<String> settings() {
            return List.of(
                    "recua.load.batch-rows=" + batchRows,
                    "recua.load.run-batches=" + runBatches,
                    "recua.load.writers=" + writers,
                    "recua.load.method=" + (loadData ? "auto" : "insert"));
        }
    }

    /** Returns the faults of a run, which the seed alone decides. */
    static List<Fault> draw(Random random, int count, boolean restartsMySql) {
        List<Kind> kinds = Arrays.stream(Kind.values())
                .filter(kind -> restartsMySql || kind.place() != Kind.Place.MYSQL)
                .toList();
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            faults.add(draw(random, kinds));
        }
        return faults;
    }

    private static Fault draw(Random random, List<Kind> kinds) {
        int ticket = random.nextInt(kinds.stream().mapToInt(Kind::weight).sum());
        int next = 0;
        while (ticket >= kinds.get(next).weight()) {
            ticket -= kinds.get(next++).weight();
        }
        Kind kind = kinds.get(next);
        boolean needsBody = kind == Kind.S3_SLOW || kind == Kind.S3_CUT;
        List<String> requests = needsBody ? BODIES : REQUESTS;
        int millis = kind == Kind.PAUSE
                ? Fleet.LEASE_MILLIS + 500 + random.nextInt(3_000)
                : kind.name().endsWith("STALLED")
                        ? 500 + random.nextInt(Fleet.LEASE_MILLIS + 2_000)
                        : 500 + random.nextInt(2_500);
        return new Fault(
                kind,
                300 + random.nextInt(1_400),
                random.nextInt(2),
                millis,
                requests.get(random.nextInt(requests.size())),
                Sizes.draw(random));
    }
}

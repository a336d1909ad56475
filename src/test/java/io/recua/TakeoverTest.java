package io.recua;

import static io.recua.testing.SampleFeed.Progress.WROTE_ROW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.recua.testing.RecuaProcess;
import io.recua.testing.RunningRecua;
import io.recua.testing.SampleFeed;
import io.recua.testing.SampleFeed.Outcome;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two instances on one bucket and one database: when one falls silent the other goes on, and each row arrives once. */
class TakeoverTest {

    /** Between two looks at the landing place, on a busy machine. */
    private static final Duration SLACK = Duration.ofSeconds(4);

    private static Outcome uninterrupted;

    private final long seed = new Random().nextInt();
    private final int record = 1 + new Random(seed).nextInt(15_000);
    private SampleFeed feed;

    @BeforeAll
    static void loadUninterrupted() {
        uninterrupted = SampleFeed.uninterrupted();
    }

    @BeforeEach
    void makeTheTable() {
        feed = SampleFeed.empty();
    }

    @Test
    void aPausedInstanceThatLostItsLeaseCommitsNothingMore() throws Exception {
        feed.land();
        try (RecuaProcess paused = feed.startProcess()) {
            feed.awaitProgress(WROTE_ROW, SampleFeed.record(2, record), paused);
            paused.signal("STOP");
            long fence = feed.fence();

            try (RunningRecua successor = feed.start()) {
                await().atMost(Duration.ofSeconds(120)).until(() -> feed.fence() > fence);
                paused.signal("CONT");

                await().atMost(Duration.ofSeconds(120))
                        .until(() -> paused.log().contains("Paused feed samples at landing/samples/2.csv"));
                successor.settled("landing/samples/3.csv");
            }
        }

        assertThat(feed.outcome()).as("paused at record %d", record).isEqualTo(uninterrupted);
    }

    @Test
    void theSurvivorOfTwoTakesOverWithinTheLeaseAndEachObjectIsLoadedOnceAndInOrder() throws Exception {
        try (RecuaProcess one = feed.startProcess();
                RecuaProcess other = feed.startProcess()) {
            one.awaitStarted();
            other.awaitStarted();
            feed.land();
            feed.awaitProgress(WROTE_ROW, SampleFeed.record(2, record), one);

            boolean isOnes = feed.owner().startsWith(one.pid() + "@");
            (isOnes ? one : other).kill();
            long survivor = (isOnes ? other : one).pid();

            await().atMost(SampleFeed.LEASE.plus(SLACK))
                    .until(() -> feed.owner().startsWith(survivor + "@"));
            feed.awaitArchived();
        }

        assertThat(feed.outOfOrder()).isEmpty();
        assertThat(feed.outcome()).as("killed at record %d", record).isEqualTo(uninterrupted);
    }
}

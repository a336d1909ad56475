package io.recua;

import static io.recua.testing.SampleFeed.Progress.CLAIMED;
import static io.recua.testing.SampleFeed.Progress.DELETED;
import static io.recua.testing.SampleFeed.Progress.MIGRATED;
import static io.recua.testing.SampleFeed.Progress.SETTLED;
import static io.recua.testing.SampleFeed.Progress.WROTE_CHECKPOINT;
import static io.recua.testing.SampleFeed.Progress.WROTE_ROW;
import static org.assertj.core.api.Assertions.assertThat;

import io.recua.config.FeedProperties.Mode;
import io.recua.testing.RecuaProcess;
import io.recua.testing.SampleFeed;
import io.recua.testing.SampleFeed.Outcome;
import io.recua.testing.SampleFeed.Progress;
import io.recua.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A load that is cut off, however it is, ends like one that was not. */
class CrashTest {

    private static Outcome uninterrupted;

    private final long seed = new Random().nextInt();
    private final Random random = new Random(seed);
    private SampleFeed feed;

    @BeforeAll
    static void loadUninterrupted() {
        uninterrupted = SampleFeed.uninterrupted();
    }

    @BeforeEach
    void landTheObjects() {
        feed = SampleFeed.empty().land();
    }

    @Test
    void endsInTheSameTableCountsAndRejectedFilesAfterKillsAtRandomInstants() throws Exception {
        List<String> kills = new ArrayList<>(List.of("seed " + seed));

        for (Progress progress : moments()) {
            long instant = feed.progress(progress) + step(progress);
            kills.add(progress + " " + instant);
            try (RecuaProcess process = feed.startProcess()) {
                feed.awaitProgress(progress, instant, process);
                process.kill();
            }
        }

        assertThat(feed.isWaiting(2)).as("the load was cut off: %s", kills).isTrue();
        assertThat(feed.finish()).as("%s", kills).isEqualTo(uninterrupted);
    }

    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"SNAPSHOT", "APPEND"})
    void eachModeEndsTheSameAfterKillsAtRandomInstants(Mode mode) throws Exception {
        Outcome expected = SampleFeed.uninterrupted(mode);
        SampleFeed cutOff = SampleFeed.of(mode).land();

        for (Progress progress : List.of(WROTE_ROW, mode == Mode.SNAPSHOT ? DELETED : WROTE_CHECKPOINT)) {
            long instant = cutOff.progress(progress) + (progress == WROTE_ROW ? step(progress) : 1);
            try (RecuaProcess process = cutOff.startProcess()) {
                cutOff.awaitProgress(progress, instant, process);
                process.kill();
            }
        }

        assertThat(cutOff.finish()).as("seed %d", seed).isEqualTo(expected);
    }

    /** In the migration, between the first object and the second, and in the middle of the second. */
    private List<Progress> moments() {
        List<Progress> moments = Arrays.asList(CLAIMED, WROTE_ROW, WROTE_ROW, WROTE_CHECKPOINT, WROTE_CHECKPOINT);
        Collections.shuffle(moments, random);
        List<Progress> all = new ArrayList<>(List.of(MIGRATED, SETTLED));
        all.addAll(moments);
        return all;
    }

    /** How much further a process gets before it is killed. */
    private int step(Progress progress) {
        return switch (progress) {
            case MIGRATED -> 1 + random.nextInt(7);
            case CLAIMED, SETTLED, DELETED -> 1;
            case WROTE_ROW, WROTE_CHECKPOINT -> 1 + random.nextInt(4_000);
        };
    }

    @Test
    void stopsBehindTheRunningBatchOnSigtermAndGoesOnAtTheNextStart() throws Exception {
        Duration stop;
        try (RecuaProcess process = feed.startProcess()) {
            feed.awaitProgress(WROTE_ROW, SampleFeed.record(2, 1 + random.nextInt(10_000)), process);
            stop = process.stop();
        }

        assertThat(stop).isLessThan(Duration.ofSeconds(20));
        assertThat(feed.owner()).as("who still holds the claim").isEmpty();
        assertThat(feed.isWaiting(2)).as("the load was cut off").isTrue();
        assertThat(feed.finish()).as("seed %d", seed).isEqualTo(uninterrupted);
    }

    @Test
    void aMigrationThatWasKilledBeforeItWasNotedRunsAgain() {
        DataSource database = TestDatabase.empty().dataSource();
        int migrations = migrate(database);

        JdbcClient.create(database).sql("drop table recua_schema_history").update();

        assertThat(migrate(database)).isEqualTo(migrations);
    }

    /** As the start does by application.yaml. */
    private static int migrate(DataSource database) {
        return Flyway.configure()
                .dataSource(database)
                .table("recua_schema_history")
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load()
                .migrate()
                .migrationsExecuted;
    }
}

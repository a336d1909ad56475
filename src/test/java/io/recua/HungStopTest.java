package io.recua;

import static io.recua.testing.SampleFeed.Progress.WROTE_CHECKPOINT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.recua.testing.DatabaseLink;
import io.recua.testing.RecuaProcess;
import io.recua.testing.SampleFeed;
import io.recua.testing.SampleFeed.Outcome;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process ends within 20 seconds of SIGTERM although MySQL does not answer, and its load goes on afterwards. */
class HungStopTest {

    private static final Duration STOP = Duration.ofSeconds(20);

    private static Outcome uninterrupted;

    private SampleFeed feed;

    @BeforeAll
    static void loadUninterrupted() {
        uninterrupted = SampleFeed.uninterrupted();
    }

    @BeforeEach
    void landTheObjects() {
        feed = SampleFeed.empty().land();
    }

    @ParameterizedTest
    @ValueSource(strings = {"samples", "recua_lane", "recua_load"})
    void aTableThatIsLockedDoesNotHoldTheStop(String table) throws Exception {
        try (RecuaProcess process = feed.startProcess();
                Connection rival = feed.database().dataSource().getConnection();
                Statement statement = rival.createStatement()) {
            feed.awaitProgress(WROTE_CHECKPOINT, SampleFeed.record(2, 500), process);
            statement.execute("lock tables " + table + " write");
            await().until(this::somebodyWaits);

            assertThat(process.stop()).isLessThan(STOP);

            statement.execute("unlock tables");
        }

        assertThat(feed.owner()).as("who still holds the claim").isEmpty();
        assertThat(feed.finish()).isEqualTo(uninterrupted);
    }

    private boolean somebodyWaits() {
        return feed.database()
                        .jdbc()
                        .sql("select count(*) from information_schema.processlist"
                                + " where state like 'Waiting for table%lock'")
                        .query(Integer.class)
                        .single()
                > 0;
    }

    @Test
    void aDatabaseThatDoesNotAnswerDoesNotHoldTheStop() throws Exception {
        try (DatabaseLink link = DatabaseLink.to(feed.database());
                RecuaProcess process = feed.startProcess(link)) {
            feed.awaitProgress(WROTE_CHECKPOINT, SampleFeed.record(2, 500), process);
            link.freeze();

            assertThat(process.stop()).isLessThan(STOP);
        }

        assertThat(feed.finish()).isEqualTo(uninterrupted);
    }
}

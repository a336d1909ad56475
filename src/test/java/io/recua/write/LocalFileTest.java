package io.recua.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.recua.config.SettingException;
import io.recua.testing.RunningRecua;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server asks for a file of its client when it is sent LOAD DATA LOCAL, and a hostile one whenever it likes; the
 * client's driver answers both alike, so that a statement stands in for the hostile server here.
 */
class LocalFileTest {

    @TempDir
    static Path folder;

    private static Path secret;
    private static RunningRecua recua;
    private static TestDatabase database;

    @BeforeAll
    static void start() throws IOException {
        secret = Files.writeString(folder.resolve("secret"), "secret\n");
        database = TestDatabase.empty();
        database.jdbc()
                .sql("create table t (id varchar(20) not null primary key)")
                .update();
        recua = RunningRecua.start(TestBucket.empty(), database, RunningRecua.feed("a", "t", "id"));
    }

    @AfterAll
    static void stop() {
        recua.close();
    }

    @Test
    void aLaneGivesAwayNoFile() {
        assertThatThrownBy(() -> askForTheFile(recua.bean(LanePool.class).connection()))
                .isInstanceOf(SQLException.class);

        assertThat(taken()).isZero();
    }

    @Test
    void noOtherConnectionGivesAwayAFile() {
        assertThatThrownBy(
                        () -> askForTheFile(recua.bean(HikariDataSource.class).getConnection()))
                .isInstanceOf(SQLException.class);

        assertThat(taken()).isZero();
    }

    @Test
    void anAddressThatAllowsItStopsTheStart() {
        String[] settings = RunningRecua.feed(
                "a", "t", "id", "spring.datasource.url=" + database.url() + "?allowLoadLocalInfile=true");

        assertThatThrownBy(() -> RunningRecua.start(recua.bucket(), database, settings))
                .rootCause()
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("spring.datasource.url");
    }

    private static void askForTheFile(Connection connection) throws SQLException {
        try (connection;
                Statement statement = connection.createStatement()) {
            statement.execute("load data local infile '" + secret + "' into table t");
            if (!connection.getAutoCommit()) {
                connection.commit();
            }
        }
    }

    private static int taken() {
        return database.jdbc()
                .sql("select count(*) from t")
                .query(Integer.class)
                .single();
    }
}

package io.recua.write;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.recua.testing.RunningRecua;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The state in which sessions begin is Recua's, whatever the server or the address says. */
class SessionTest {

    private static final List<String> HOSTILE = List.of(
            "sql_mode = ''",
            "time_zone = '-05:00'",
            "character_set_server = 'latin1'",
            "init_connect = 'set names latin1'");

    private TestDatabase database;
    private JdbcClient jdbc;

    @BeforeEach
    void emptyDatabase() {
        database = TestDatabase.empty();
        jdbc = database.jdbc();
        jdbc.sql("create table greek (k varchar(20) not null, v varchar(20), primary key (k))"
                        + " character set utf8mb4 collate utf8mb4_bin")
                .update();
    }

    @AfterEach
    void takeTheServersDefaultsBack() {
        jdbc.sql("set global time_zone = 'SYSTEM'").update();
        jdbc.sql("set global character_set_server = 'utf8mb4'").update();
        jdbc.sql("set global init_connect = ''").update();
        jdbc.sql("set global sql_mode = 'ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,"
                        + "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'")
                .update();
    }

    private RunningRecua start(String parameters) {
        return RunningRecua.start(
                TestBucket.empty(),
                database,
                RunningRecua.feed(
                        "greek",
                        "greek",
                        "k",
                        "spring.datasource.url=" + database.url() + parameters,
                        "recua.load.method=insert"));
    }

    @Test
    void bothPoolsBeginInTheSameStateOnAnyServer() throws SQLException {
        HOSTILE.forEach(variable -> jdbc.sql("set global " + variable).update());

        try (RunningRecua recua = start("")) {
            assertThat(state(recua.bean(HikariDataSource.class).getConnection()))
                    .isEqualTo(state(recua.bean(LanePool.class).connection()))
                    .contains("STRICT_ALL_TABLES", "STRICT_TRANS_TABLES", "NO_AUTO_VALUE_ON_ZERO")
                    .startsWith("utf8mb4|utf8mb4|utf8mb4_bin|NULL|+00:00");
        }
    }

    private static String state(Connection pooled) throws SQLException {
        String state =
                "select concat_ws('|', @@character_set_client, @@character_set_connection, @@collation_connection,"
                        + " ifnull(@@character_set_results, 'NULL'), @@time_zone, @@sql_mode)";
        try (Connection connection = pooled;
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(state)) {
            row.next();
            return row.getString(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?characterEncoding=UTF-8&connectionCollation=utf8mb4_unicode_ci&serverTimezone=UTC"})
    void charactersOfAnyScriptAreStoredAsSent(String parameters) {
        HOSTILE.forEach(variable -> jdbc.sql("set global " + variable).update());

        try (RunningRecua recua = start(parameters)) {
            assertThat(recua.load("landing/greek/1.csv", "k,v\nα,1\nβ,2\nΩ,3\n😀,4\n")
                            .get("inserted")
                            .asInt())
                    .isEqualTo(4);
        }
        assertThat(jdbc.sql("select k from greek order by v")
                        .query(String.class)
                        .list())
                .containsExactly("α", "β", "Ω", "😀");
    }
}

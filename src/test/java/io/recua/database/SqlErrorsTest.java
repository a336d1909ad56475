package io.recua.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.recua.database.SqlErrors.Kind;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;

class SqlErrorsTest {

    @ParameterizedTest(name = "{1} with SQLSTATE {0}: {2}")
    @CsvSource({
        "40001, 1213, REPLAY",
        "HY000, 1205, REPLAY",
        "08S01,    0, REPLAY",
        "70100, 1317, REPLAY",
        "HY000, 4031, REPLAY",
        "42000, 1142, SERVER",
        "28000, 1045, SERVER",
        "08004, 1040, SERVER",
        "HY000, 1114, SERVER",
        "HY000, 1290, SERVER",
        "HY000, 1099, SERVER",
        "42S02, 1146, SERVER",
        "21S01, 1136, SERVER",
        "23000, 1452, ROW",
        "22001, 1406, ROW",
        "45000, 1644, ROW",
        "99001, 1644, ROW",
        "HY000, 1526, ROW",
        "HY000, 3819, ROW",
        "HY000, 9999, UNKNOWN",
        "42000, 1139, UNKNOWN",
    })
    void tellsWhoIsToBlame(String state, int code, Kind kind) {
        assertThat(SqlErrors.kind(new SQLException("of MySQL", state, code))).isEqualTo(kind);
    }

    @Test
    void aFaultOfTheServerSaysWhatMySqlSaysAndWhatToDo() {
        SQLException denied = new SQLException("INSERT command denied", "42000", 1142);

        assertThat(ServerFaultException.in(new IllegalStateException(denied)))
                .get()
                .satisfies(fault -> assertThat(fault)
                        .hasMessage("MySQL reports: INSERT command denied; grant the user the privileges that the table"
                                + " needs")
                        .hasNoCause());
    }

    @Test
    void aPoolThatCannotConnectTellsWhatMySqlSays() {
        SQLException refused = new SQLException("Too many connections", "08004", 1040);
        SQLException waited = new SQLTransientConnectionException("lanes - Connection is not available", refused);

        assertThat(ServerFaultException.in(new CannotGetJdbcConnectionException("no connection", waited)))
                .get()
                .satisfies(fault ->
                        assertThat(fault).hasMessageStartingWith("MySQL reports: Too many connections; raise"));
    }

    @Test
    void aLostConnectionIsToldWithoutTheDriversText() {
        SQLException lost = new SQLException("Communications link failure\n\nThe last packet sent", "08S01");

        assertThat(ServerFaultException.of(lost))
                .hasMessage("the connection to MySQL is lost; check that MySQL runs and can be reached");
    }

    @Test
    void whatIsOfARowIsNoFaultOfTheServer() {
        SQLException foreign = new SQLException("a foreign key constraint fails", "23000", 1452);

        assertThat(ServerFaultException.in(new DataIntegrityViolationException("no parent", foreign)))
                .isEmpty();
    }
}

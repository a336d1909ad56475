package io.recua.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;

/** A failure of many causes in one line. */
class CauseTest {

    @Test
    void theLastCauseStandsBehindTheOneItLedTo() {
        SQLException link = new SQLException("Communications link failure\n\nThe last packet", "08S01");
        link.initCause(new ConnectException("Connection refused"));
        SQLTransientConnectionException pool = new SQLTransientConnectionException("HikariPool-1 - timed out", link);

        assertThat(Cause.line(new CannotGetJdbcConnectionException("Failed to obtain JDBC Connection", pool)))
                .isEqualTo("Communications link failure: Connection refused");
    }

    @Test
    void sqlIsNotRepeated() {
        assertThat(Cause.line(new BadSqlGrammarException(
                        "query", "select 1 from genes", new SQLException("Table 'genes' doesn't exist"))))
                .isEqualTo("Table 'genes' doesn't exist");
    }

    @Test
    void anExceptionWithoutAMessageIsNamed() {
        assertThat(Cause.line(new IllegalStateException(new NullPointerException())))
                .isEqualTo("java.lang.NullPointerException");
        assertThat(Cause.line(new NullPointerException())).isEqualTo("NullPointerException");
    }
}

package io.recua.load;

import java.sql.SQLException;
import java.util.Set;

/**
 * Tells MySQL's errors apart by what is to be done.
 *
 * @see <a href="https://dev.mysql.com/doc/mysql-errors/9.7/en/server-error-reference.html">Server Error Message
 *     Reference</a>
 */
final class SqlErrors {

    private static final int LOCK_TIMEOUT = 1205;
    private static final int DEADLOCK = 1213;

    /** Errors about a row's values that MySQL files under the general SQLSTATE: 1265 truncated, 1364 and so on. */
    private static final Set<Integer> ROW_ERRORS = Set.of(1265, 1292, 1364, 1366, 1367, 3819);

    private SqlErrors() {}

    /** Whether a row's values are to blame, so that the others can be written without it. */
    static boolean isRefusedRow(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        return state.startsWith("22")
                || state.startsWith("23")
                || state.startsWith("45")
                || ROW_ERRORS.contains(e.getErrorCode())
                || e instanceof com.mysql.cj.jdbc.exceptions.PacketTooBigException;
    }

    /** Whether the same transaction may succeed if it is tried again. */
    static boolean isWorthReplay(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        return e.getErrorCode() == LOCK_TIMEOUT
                || e.getErrorCode() == DEADLOCK
                || state.startsWith("08")
                || state.startsWith("40")
                || state.startsWith("70");
    }
}

package io.recua.database;

import static java.util.Map.entry;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Classifies MySQL's errors by the required action.
 *
 * <p>The lists contain the errors whose code identifies the cause. For all other errors, only writing the other rows of
 * the batch shows whether the cause is the row or the server.
 *
 * @see <a href="https://dev.mysql.com/doc/mysql-errors/9.7/en/server-error-reference.html">Server Error Message
 *     Reference</a>
 */
public final class SqlErrors {

    /** The cause of an error. */
    public enum Kind {
        /** A lost connection, a deadlock, a lock timeout: the same transaction may succeed at the next attempt. */
        REPLAY,
        /** The server now accepts no rows of this user or for this table. */
        SERVER,
        /** The values of the row. */
        ROW,
        /** The row or the server; the error code does not identify which. */
        UNKNOWN
    }

    /** MySQL could not generate an AUTO_INCREMENT number for a row. */
    public static final int AUTO_INCREMENT_EXHAUSTED = 1467;

    /** The remedies for server errors, each with the error codes that it resolves. */
    private static final Map<String, Set<Integer>> SERVER = Map.ofEntries(
            entry(
                    "grant the user the privileges that the table needs",
                    Set.of(1044, 1045, 1142, 1143, 1227, 1370, 1419, 1698, 1820, 1862, 3118, 3879)),
            entry(
                    "free disk space on the server, or raise the size limit of the table",
                    Set.of(3, 20, 1021, 1026, 1030, 1114, 1878, 3019)),
            entry("raise max_binlog_cache_size, or free space on the disk of the binary log", Set.of(1197, 1534, 1598)),
            entry(
                    "make the server writable, or connect to a writable one",
                    Set.of(1290, 1792, 1836, 1874, 1881, 3032, 3100)),
            entry("raise the limit of connections, or close some", Set.of(1040, 1129, 1130, 1135, 1203, 1226, 1461)),
            entry("wait until the server runs again", Set.of(1053, 1077, 1079, 1080)),
            entry("find out what stops the statements, and raise their time limit", Set.of(1317, 1969, 3024)),
            entry(
                    "end the LOCK TABLES, backup or transaction that holds the lock",
                    Set.of(1099, 1100, 1192, 1205, 1223, 3572)),
            entry("give the server more memory or larger buffers", Set.of(1037, 1038, 1041, 1206, 1436, 3015, 3044)),
            entry("give the AUTO_INCREMENT column a larger type", Set.of(AUTO_INCREMENT_EXHAUSTED)),
            entry("repair the table", Set.of(1016, 1034, 1035, 1194, 1195, 1712, 1812, 1814, 1877, 1932, 3000)),
            entry("enable local_infile on the server, or set recua.load.method: insert", Set.of(1148, 3948)),
            entry(
                    "restore the table and everything that its triggers need",
                    Set.of(1046, 1049, 1051, 1054, 1109, 1136, 1146, 1305, 1356, 1360, 1412, 1442, 1449, 1471)));

    private static final Map<Integer, String> ADVICE = SERVER.entrySet().stream()
            .flatMap(group -> group.getValue().stream().map(code -> entry(code, group.getKey())))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));

    /**
     * Lock timeout, deadlock, stopped statement; a record that changed since it was read (MariaDB), a statement that
     * must be prepared again, an aborted lock; a connection that MySQL closed because it was idle.
     */
    private static final Set<Integer> REPLAY = Set.of(1020, 1205, 1213, 1317, 1613, 1614, 1615, 1689, 3058, 4031);

    /**
     * Row errors with a general SQLSTATE: row too long for a page or the undo log, truncated value, no default, a
     * trigger's subquery that returns several rows, a check of a view or table, no partition, SIGNAL.
     */
    private static final Set<Integer> ROW = Set.of(
            1118, 1172, 1242, 1265, 1292, 1300, 1301, 1364, 1366, 1367, 1369, 1525, 1526, 1644, 1690, 1713, 1748, 1863,
            3819);

    private SqlErrors() {}

    /** Returns the cause of an error. */
    public static Kind kind(SQLException e) {
        int code = e.getErrorCode();
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        if (REPLAY.contains(code)) {
            return Kind.REPLAY;
        }
        if (ADVICE.containsKey(code) || state.startsWith("28")) {
            return Kind.SERVER;
        }
        if (isLostConnection(e, state) || state.startsWith("40") || state.startsWith("70")) {
            return Kind.REPLAY;
        }
        boolean isRowError =
                ROW.contains(code) || state.startsWith("22") || state.startsWith("23") || state.startsWith("45");
        return isRowError ? Kind.ROW : Kind.UNKNOWN;
    }

    private static boolean isLostConnection(SQLException e, String state) {
        return state.startsWith("08")
                || e instanceof SQLTransientConnectionException
                || e instanceof SQLNonTransientConnectionException
                || e instanceof SQLRecoverableException;
    }

    /** Returns the remedy for a server error. */
    static String advice(SQLException e) {
        return ADVICE.getOrDefault(
                e.getErrorCode(),
                isLostConnection(e, String.valueOf(e.getSQLState()))
                        ? "check that MySQL runs and can be reached"
                        : "check the server's error log");
    }
}

package io.recua.database;

import com.zaxxer.hikari.HikariConfig;
import io.recua.config.SettingException;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;

/**
 * The properties of the driver that decide what is sent, stored, counted and read back. Recua sets them, or relies on
 * their defaults, for every pool; a setting that says otherwise stops the start.
 *
 * @see <a href="https://dev.mysql.com/doc/connectors/en/connector-j-reference-configuration-properties.html">Connector/J's
 *     properties</a>
 */
final class DriverProperties {

    private static final String HIKARI = "spring.datasource.hikari.";

    /** Strict twice, since the driver would add the other one on a server whose default is not strict. */
    private static final String SESSION =
            "sql_mode='NO_AUTO_VALUE_ON_ZERO,STRICT_TRANS_TABLES,STRICT_ALL_TABLES',time_zone='+00:00',";

    /** Without a limit, a server that falls silent holds the thread that waits for it for ever. */
    private static final Map<String, String> TIMEOUTS = Map.of("connectTimeout", "10000", "socketTimeout", "60000");

    private static final Map<String, Rule> RULES = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    /**
     * What a property may be set to.
     *
     * @param harmless a pattern of the values that change nothing
     * @param reason why no other value may be set
     */
    private record Rule(String harmless, String reason) {}

    static {
        String text = "text is sent and read as utf8mb4, and MySQL converts it to the charset of the column";
        rule(text, "utf-?8", "characterEncoding", "characterSetResults", "clobCharacterEncoding");
        rule(text, "utf8mb4_\\w+", "connectionCollation");
        rule(text, "false", "blobsAreStrings", "functionsNeverReturnBlobs");
        rule(text, "", "customCharsetMapping");

        String time = "the session is in UTC, and an instant keeps its fraction of a second";
        rule(time, "(etc/)?(utc|gmt)|z|\\+00:00", "connectionTimeZone", "serverTimezone");
        rule(time, "true", "preserveInstants", "sendFractionalSeconds", "sendFractionalSecondsForTime");
        rule(time, "true", "treatUtilDateAsTimestamp", "yearIsDateType");
        rule(time, "false", "forceConnectionTimeZoneToSession", "noDatetimeStringSync");
        rule(time, "false", "treatMysqlDatetimeAsTimestamp");
        rule(time, "exception", "zeroDateTimeBehavior");

        String values = "a value is read in the form in which MySQL stores it, or refused";
        rule(values, "true", "jdbcCompliantTruncation", "tinyInt1isBit", "emptyStringsConvertToZero");
        rule(values, "false", "transformedBitIsBoolean", "padCharsWithSpace", "allowNanAndInf");
        rule(values, "false", "useServerPrepStmts", "useCursorFetch", "useOldAliasMetadataBehavior");
        rule(values, "catalog", "databaseTerm");
        rule(values, "false", "nullDatabaseMeansCurrent", "nullCatalogMeansCurrent");
        rule(values, "-1", "maxRows");

        String counts = "rows are counted by what MySQL answers";
        rule(counts, "", "useAffectedRows");
        rule(counts, "false", "compensateOnDuplicateKeyUpdateCounts", "dontCheckOnDuplicateKeyUpdateInSQL");
        rule(counts, "true", "continueBatchOnError");

        String transactions = "a connection that is lost ends its transaction, and another one begins as a new session";
        rule(transactions, "false", "autoReconnect", "autoReconnectForPools", "reconnectAtTxEnd");
        rule(transactions, "false", "useLocalSessionState", "useLocalTransactionState", "elideSetAutoCommits");
        rule(transactions, "true", "alwaysSendSetIsolation");

        String files = "a server can read this machine's files by it; LOAD DATA LOCAL works without";
        rule(files, "false", "allowLoadLocalInfile", "allowUrlInLocalInfile");
        rule(files, "", "allowLoadLocalInfileInPath");

        String log = "it puts rows into the log";
        rule(log, "false", "dumpQueriesOnException", "autoGenerateTestcaseScript", "profileSQL", "logSlowQueries");
        rule(log, "false", "explainSlowQueries", "enablePacketDebug", "traceProtocol", "useUsageAdvisor");

        rule("it sets other properties; write those that are needed by themselves", "", "useConfigs");
        rule("it sets other properties", "", "propertiesTransform");
        rule("set a variable of the session on the server, by init_connect", "", "sessionVariables");
    }

    private DriverProperties() {}

    private static void rule(String reason, String harmless, String... properties) {
        for (String property : properties) {
            RULES.put(property, new Rule("(?i)" + harmless, reason));
        }
    }

    /** The properties that have a rule. */
    static Set<String> names() {
        return RULES.keySet();
    }

    /** @throws SettingException if the URL sets a property that is Recua's */
    static void check(JdbcUrl url) {
        url.parameters().forEach((property, value) -> check(JdbcUrl.SETTING, property, value));
    }

    /** @throws SettingException if a setting of Spring Boot's pool sets a property that is Recua's, or a state of sessions */
    static void check(HikariConfig pool) {
        Properties properties = pool.getDataSourceProperties();
        for (String property : properties.stringPropertyNames()) {
            check(HIKARI + "data-source-properties." + property, property, properties.getProperty(property));
        }
        refuseIf(pool.getConnectionInitSql() != null, "connection-init-sql");
        refuseIf(!pool.isAutoCommit(), "auto-commit");
        refuseIf(pool.isReadOnly(), "read-only");
        refuseIf(pool.getCatalog() != null, "catalog");
        refuseIf(pool.getSchema() != null, "schema");
    }

    private static void refuseIf(boolean set, String setting) {
        if (set) {
            throw new SettingException(
                    HIKARI + setting, "leave it out: Recua itself says in which state a session begins");
        }
    }

    private static void check(String setting, String property, String value) {
        Rule rule = RULES.get(property);
        if (rule != null && !String.valueOf(value).matches(rule.harmless())) {
            throw new SettingException(setting, "leave " + property + "=" + value + " out: " + rule.reason());
        }
    }

    /**
     * Sets what every pool needs. The driver takes a property from here before one of the URL's query.
     *
     * @param session further variables of the session
     */
    static void supply(HikariConfig pool, JdbcUrl url, String session) {
        pool.addDataSourceProperty("characterEncoding", "UTF-8");
        pool.addDataSourceProperty("connectionCollation", "utf8mb4_bin");
        pool.addDataSourceProperty("connectionTimeZone", "UTC");
        pool.addDataSourceProperty("sessionVariables", SESSION + session);
        pool.addDataSourceProperty("allowLoadLocalInfile", "false");
        TIMEOUTS.forEach((timeout, millis) -> {
            if (!url.parameters().containsKey(timeout)) {
                pool.getDataSourceProperties().putIfAbsent(timeout, millis);
            }
        });
    }
}

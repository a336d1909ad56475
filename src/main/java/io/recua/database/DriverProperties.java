package io.recua.database;

import com.zaxxer.hikari.HikariConfig;
import io.recua.config.SettingException;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;

/**
 * Checks and sets the driver properties that decide which data is sent, stored, counted and read. For every pool, Recua
 * sets these properties or depends on their defaults. A setting with another value stops the start.
 *
 * @see <a
 *     href="https://dev.mysql.com/doc/connectors/en/connector-j-reference-configuration-properties.html">Connector/J's
 *     properties</a>
 */
final class DriverProperties {

    private static final String HIKARI = "spring.datasource.hikari.";

    /** Both strict modes, because the driver would add the missing one on a server whose default is not strict. */
    private static final String SESSION =
            "sql_mode='NO_AUTO_VALUE_ON_ZERO,STRICT_TRANS_TABLES,STRICT_ALL_TABLES',time_zone='+00:00',";

    /** Without these limits, a server that stops responding would block the waiting thread for ever. */
    private static final Map<String, String> TIMEOUTS = Map.of("connectTimeout", "10000", "socketTimeout", "60000");

    private static final Map<String, Rule> RULES = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    /**
     * The allowed values of a property.
     *
     * @param allowed a pattern for the values that change nothing
     * @param reason why no other value is allowed
     */
    private record Rule(String allowed, String reason) {}

    static {
        String text = "text is sent and read as utf8mb4, and MySQL converts it to the charset of the column";
        rule(text, "utf-?8", "characterEncoding", "characterSetResults", "clobCharacterEncoding");
        rule(text, "utf8mb4_\\w+", "connectionCollation");
        rule(text, "false", "blobsAreStrings", "functionsNeverReturnBlobs");
        rule(text, "", "customCharsetMapping");

        String time = "the time zone of the session is UTC, and an instant keeps its fraction of a second";
        rule(time, "(etc/)?(utc|gmt)|z|\\+00:00", "connectionTimeZone", "serverTimezone");
        rule(time, "true", "preserveInstants", "sendFractionalSeconds", "sendFractionalSecondsForTime");
        rule(time, "true", "treatUtilDateAsTimestamp", "yearIsDateType");
        rule(time, "false", "forceConnectionTimeZoneToSession", "noDatetimeStringSync");
        rule(time, "false", "treatMysqlDatetimeAsTimestamp");
        rule(time, "exception", "zeroDateTimeBehavior");

        String values = "a value is read in the form in which MySQL stores it, or it is refused";
        rule(values, "true", "jdbcCompliantTruncation", "tinyInt1isBit", "emptyStringsConvertToZero");
        rule(values, "false", "transformedBitIsBoolean", "padCharsWithSpace", "allowNanAndInf");
        rule(values, "false", "useServerPrepStmts", "useCursorFetch", "useOldAliasMetadataBehavior");
        rule(values, "catalog", "databaseTerm");
        rule(values, "false", "nullDatabaseMeansCurrent", "nullCatalogMeansCurrent");
        rule(values, "-1", "maxRows");

        String counts = "Recua counts rows by the numbers that MySQL returns";
        rule(counts, "", "useAffectedRows");
        rule(counts, "false", "compensateOnDuplicateKeyUpdateCounts", "dontCheckOnDuplicateKeyUpdateInSQL");
        rule(counts, "true", "continueBatchOnError");

        String transactions =
                "a lost connection must end its transaction, and the next connection must start a new session";
        rule(transactions, "false", "autoReconnect", "autoReconnectForPools", "reconnectAtTxEnd");
        rule(transactions, "false", "useLocalSessionState", "useLocalTransactionState", "elideSetAutoCommits");
        rule(transactions, "true", "alwaysSendSetIsolation");

        String files = "it lets a server read files of this machine; LOAD DATA LOCAL works without it";
        rule(files, "false", "allowLoadLocalInfile", "allowUrlInLocalInfile");
        rule(files, "", "allowLoadLocalInfileInPath");

        String log = "it writes rows to the log";
        rule(log, "false", "dumpQueriesOnException", "autoGenerateTestcaseScript", "profileSQL", "logSlowQueries");
        rule(log, "false", "explainSlowQueries", "enablePacketDebug", "traceProtocol", "useUsageAdvisor");

        rule("it sets other properties; write the properties that you need one by one", "", "useConfigs");
        rule("it sets other properties", "", "propertiesTransform");
        rule("set session variables on the server, with init_connect", "", "sessionVariables");
    }

    private DriverProperties() {}

    private static void rule(String reason, String allowed, String... properties) {
        for (String property : properties) {
            RULES.put(property, new Rule("(?i)" + allowed, reason));
        }
    }

    /** Returns the names of the properties that have a rule. */
    static Set<String> names() {
        return RULES.keySet();
    }

    /**
     * Checks the properties in the URL.
     *
     * @throws SettingException if the URL sets a property to a value that is not allowed
     */
    static void check(JdbcUrl url) {
        url.parameters().forEach((property, value) -> check(JdbcUrl.SETTING, property, value));
    }

    /**
     * Checks the settings of Spring Boot's pool.
     *
     * @throws SettingException if a setting changes the initial state of sessions, or sets a property to a value that
     *     is not allowed
     */
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
            throw new SettingException(HIKARI + setting, "remove it: Recua sets the initial state of every session");
        }
    }

    private static void check(String setting, String property, String value) {
        Rule rule = RULES.get(property);
        if (rule != null && !String.valueOf(value).matches(rule.allowed())) {
            throw new SettingException(setting, "remove " + property + "=" + value + ": " + rule.reason());
        }
    }

    /**
     * Sets the properties that every pool needs. In the driver, they override the properties in the URL.
     *
     * @param pool the configuration of the pool
     * @param url the address, whose timeouts are kept
     * @param session additional session variables
     */
    static void configure(HikariConfig pool, JdbcUrl url, String session) {
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

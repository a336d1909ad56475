package io.recua.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mysql.cj.conf.PropertyDefinitions;
import com.mysql.cj.conf.PropertyKey;
import com.zaxxer.hikari.HikariConfig;
import io.recua.config.SettingException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses and properties of the driver a user may write. */
class DriverPropertiesTest {

    static Stream<String> names() {
        return DriverProperties.names().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void eachPropertyIsTheDriversAndMayHaveItsDefault(String name) {
        PropertyKey key = PropertyKey.fromValue(name);

        assertThat(key).isNotNull();
        Object preset = PropertyDefinitions.getPropertyDefinition(key).getDefaultValue();
        if (preset != null && key != PropertyKey.useAffectedRows) {
            assertThatCode(() -> DriverProperties.check(JdbcUrl.of("jdbc:mysql://h/d?" + name + "=" + preset)))
                    .doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "characterEncoding=UTF-8&useUnicode=true&connectionCollation=utf8mb4_unicode_ci",
                "serverTimezone=UTC&useSSL=false&allowPublicKeyRetrieval=true&rewriteBatchedStatements=true",
                "cachePrepStmts=true&maxAllowedPacket=67108864&socketTimeout=30000&createDatabaseIfNotExist=true",
            })
    void whatChangesNoValueMayBeWritten(String parameters) {
        assertThatCode(() -> DriverProperties.check(JdbcUrl.of("jdbc:mysql://h/d?" + parameters)))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:mysql://h/d?characterEncoding=ISO-8859-1",
                "jdbc:mysql://h/d?CHARACTERENCODING=latin1",
                "jdbc:mysql://h/d?characterEncoding=%6Catin1",
                "jdbc:mysql://(host=h,port=3306,characterEncoding=latin1)/d",
                "jdbc:mysql://address=(host=h)(characterEncoding=latin1)/d",
            })
    void aPropertyIsFoundInWhateverFormItIsWritten(String url) {
        assertThatThrownBy(() -> DriverProperties.check(JdbcUrl.of(url)))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith("spring.datasource.url: remove ")
                .hasMessageContaining("text is sent and read as utf8mb4");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    jdbc:mariadb://h/d             | is not the address of a MySQL server; write one such as jdbc:mysql://host:3306/database, for MariaDB too
                    jdbc:h2:mem:d                  | is not the address of a MySQL server
                    jdbc:mysql://h1,h2/d           | names several servers
                    jdbc:mysql:loadbalance://h/d   | names several servers, or lets the driver choose one
                    jdbc:mysql:replication://a,b/d | names several servers
                    jdbc:mysql+srv://h/d           | names several servers
                    mysqlx://h/d                   | names several servers
                    jdbc:mysql://h:3306/           | names no database
                    jdbc:mysql://h                 | names no database
                    jdbc:mysql://u:p@ss@h:x/d      | cannot be read
                    """)
    void whatIsNoDatabaseOnOneServerIsRefused(String url, String reason) {
        assertThatThrownBy(() -> JdbcUrl.of(url))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith("spring.datasource.url: " + reason)
                .hasMessageNotContaining("p@ss");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "[::1]", ""})
    void thisMachineIsToldByItsName(String host) {
        assertThat(JdbcUrl.of("jdbc:mysql://" + host + "/d").isLoopback()).isTrue();
        assertThat(JdbcUrl.of("jdbc:mysql://db" + host.replaceAll("\\W", "") + "/d")
                        .isLoopback())
                .isFalse();
    }

    @Test
    void theStateOfSessionsIsNoSettingOfThePool() {
        HikariConfig pool = new HikariConfig();
        pool.setConnectionInitSql("set sql_mode = ''");

        assertThatThrownBy(() -> DriverProperties.check(pool))
                .hasMessageStartingWith("spring.datasource.hikari.connection-init-sql: remove it");
    }

    @Test
    void aPropertyOfThePoolIsNamed() {
        HikariConfig pool = new HikariConfig();
        pool.addDataSourceProperty("sessionVariables", "sql_mode=''");

        assertThatThrownBy(() -> DriverProperties.check(pool))
                .hasMessageStartingWith("spring.datasource.hikari.data-source-properties.sessionVariables: remove");
    }

    @Test
    void aTimeoutOfTheAddressStays() {
        HikariConfig pool = new HikariConfig();

        DriverProperties.configure(pool, JdbcUrl.of("jdbc:mysql://h/d?socketTimeout=30000"), "wait_timeout=120");

        assertThat(pool.getDataSourceProperties())
                .doesNotContainKey("socketTimeout")
                .containsEntry("connectTimeout", "10000")
                .containsEntry("connectionCollation", "utf8mb4_bin");
    }
}

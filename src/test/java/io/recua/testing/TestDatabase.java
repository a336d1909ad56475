package io.recua.testing;

import io.recua.embedded.EmbeddedMariaDb;
import java.net.URI;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * The database that the tests run on: the embedded MariaDB, or the MySQL that the system property
 * {@code recua.test.database} names by its JDBC URL, with user and password {@code recua}.
 */
public record TestDatabase(String url, String user, String password) {

    private static final TestDatabase SHARED = open();

    private static TestDatabase open() {
        String mysql = System.getProperty("recua.test.database", "");
        if (!mysql.isEmpty()) {
            return new TestDatabase(mysql, "recua", "recua");
        }
        EmbeddedMariaDb embedded = EmbeddedMariaDb.start(Folder.of("mariadb"));
        return new TestDatabase(embedded.url("recua"), embedded.user(), embedded.password());
    }

    /** The statement that creates a table with all of Recua's columns beside these. */
    public static String createTable(String name, String columns) {
        return "create table " + name
                + " (load_id bigint not null, load_batch bigint not null, load_row bigint not null,"
                + " row_key binary(16) not null, " + columns
                + ", primary key (load_id, load_batch, row_key), unique key recua_row_key (row_key))"
                + " character set utf8mb4";
    }

    /** The database without any table. */
    public static TestDatabase empty() {
        JdbcClient jdbc = SHARED.jdbc();
        List<String> drops = jdbc.sql("select concat('drop table `', table_name, '`') from information_schema.tables"
                        + " where table_schema = database()")
                .query(String.class)
                .list();
        drops.forEach(drop -> jdbc.sql(drop).update());
        return SHARED;
    }

    /** Where it is: host, port and the database's name as the path. */
    public URI address() {
        return URI.create(url.substring("jdbc:".length()));
    }

    public boolean isMySql() {
        return jdbc().sql("select version()").query(String.class).single().matches("[89]\\..*")
                && !url.contains("mariadb");
    }

    public JdbcClient jdbc() {
        return JdbcClient.create(dataSource());
    }

    /** Somebody who may create users: on the MySQL of the tests root, without a password. */
    public JdbcClient administrator() {
        return isMySql() ? JdbcClient.create(new DriverManagerDataSource(url, "root", "")) : jdbc();
    }

    public DataSource dataSource() {
        return new DriverManagerDataSource(url, user, password);
    }
}

package io.recua.database;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The MySQL user that the service connects as: it authenticates with IAM, and has the privileges that Recua needs and no
 * others. The connection must be an administrator's.
 */
@Component
public class GrantedUser {

    /**
     * The schema: rows, the tables of the ledger and their migrations, and a look at triggers. The server: a look at foreign
     * keys from other schemas, without which rows are not written by LOAD DATA.
     */
    private static final String ON_THE_SCHEMA =
            "select, insert, update, delete, create, alter, drop, index, references, trigger";

    private final JdbcClient jdbc;

    GrantedUser(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Creates the user if there is none of this name, and grants the privileges. It may run again at any time: a user that
     * exists keeps its way to authenticate.
     *
     * @param user the name of the user, of letters, digits, underscores and hyphens; it may connect from every host
     * @return the name of the database that the user may use
     */
    public String grant(String user) {
        String account = "'" + user + "'@'%'";
        String schema = jdbc.sql("select database()").query(String.class).single();
        if (!exists(user)) {
            jdbc.sql("create user " + account + " identified with AWSAuthenticationPlugin as 'RDS' require ssl")
                    .update();
        }
        jdbc.sql("grant " + ON_THE_SCHEMA + " on " + pattern(schema) + ".* to " + account)
                .update();
        jdbc.sql("grant process on *.* to " + account).update();
        return schema;
    }

    private boolean exists(String user) {
        return jdbc.sql("select count(*) from mysql.user where user = :user and host = '%'")
                        .param("user", user)
                        .query(Integer.class)
                        .single()
                > 0;
    }

    /** Returns the schema for GRANT, which reads it as a LIKE pattern. */
    private static String pattern(String schema) {
        return "`" + schema.replace("`", "``").replaceAll("([\\\\_%])", "\\\\$1") + "`";
    }
}

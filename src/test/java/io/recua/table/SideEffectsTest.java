package io.recua.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThatCode;

import io.recua.testing.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Whether a REPLACE could do more than replace a row, as far as the user may know. */
class SideEffectsTest {

    private static final String LIMITED = "recua_limited@'127.0.0.1'";

    private TestDatabase database;
    private JdbcClient jdbc;

    @BeforeEach
    void makeTheTable() {
        database = TestDatabase.empty();
        jdbc = database.jdbc();
        run("create table genes (id int primary key, name varchar(20))");
    }

    @AfterEach
    void dropWhatLiesOutside() {
        try {
            run("drop schema if exists recua_other", "drop user if exists " + LIMITED);
        } catch (RuntimeException e) {
            // Whoever may not drop them could not create them.
        }
        jdbc.sql("drop table if exists names, genes").update();
    }

    private void run(String... statements) {
        List.of(statements).forEach(statement -> jdbc.sql(statement).update());
    }

    private String found() {
        return new SideEffects(jdbc).of("genes");
    }

    @Test
    void aTableAloneIsReplacedWithoutMore() {
        assertThat(found()).isNull();
    }

    @Test
    void aTriggerDoesMore() {
        // With a binary log, MySQL lets only an administrator create triggers otherwise.
        run(
                "set global log_bin_trust_function_creators = 1",
                "create trigger gone after delete on genes for each row set @gone = 1");

        assertThat(found()).isEqualTo("table genes has triggers or foreign keys");
    }

    @Test
    void aForeignKeyDoesMore() {
        run("create table names (gene int, foreign key (gene) references genes (id) on delete cascade)");

        assertThat(found()).isEqualTo("table genes has triggers or foreign keys");
    }

    @Test
    void whatTheUserCannotSeeIsNotKnown() {
        assumeThatCode(() -> run("create user " + LIMITED + " identified by 'secret'"))
                .doesNotThrowAnyException();
        run(
                "create schema recua_other",
                "create table recua_other.names (gene int, foreign key (gene) references recua.genes (id) on delete cascade)",
                "grant select, insert, update, delete on recua.* to " + LIMITED);
        SideEffects seen = new SideEffects(
                JdbcClient.create(new DriverManagerDataSource(database.url(), "recua_limited", "secret")));

        assertThat(seen.of("genes")).contains("may have triggers that its user cannot see; grant TRIGGER");
        run("grant trigger on recua.genes to " + LIMITED);
        assertThat(seen.of("genes"))
                .contains("may have foreign keys from other schemas")
                .contains("grant PROCESS");
        if (database.isMySql()) {
            run("grant process on *.* to " + LIMITED);
            assertThat(seen.of("genes")).isEqualTo("table genes has foreign keys from other schemas");
        }
        run("grant references on *.* to " + LIMITED);
        assertThat(seen.of("genes")).isEqualTo("table genes has triggers or foreign keys");
    }
}

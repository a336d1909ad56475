package io.recua.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.recua.testing.TestDatabase;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The lease is given back whatever fails. */
class LeasedRepositoryTest {

    private static final String KEY = "key";

    private final TestDatabase database = TestDatabase.empty();
    private final Leases leases = LeasesTest.leases(database);
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    private final Work work = new Work();
    private RuntimeException failure;
    private boolean begins = true;

    private final class Work extends LeasedRepository {

        Work() {
            super(leases);
        }

        @Override
        protected String leaseName(Exchange exchange) {
            return "a";
        }

        @Override
        protected boolean begin(Exchange exchange, String key, Lease lease) {
            fail();
            return begins;
        }

        @Override
        protected void end(Exchange exchange, String key, boolean done) {
            fail();
        }

        private void fail() {
            if (failure != null) {
                throw failure;
            }
        }
    }

    @BeforeEach
    void work() {
        failure = null;
    }

    @AfterEach
    void stop() {
        leases.destroy();
    }

    @Test
    void theLeaseIsHeldFromTheBeginToTheEnd() {
        assertThat(work.add(exchange, KEY)).isTrue();
        assertThat(leases.acquire("a")).isEmpty();
        assertThat(work.contains(exchange, KEY)).isTrue();

        assertThat(work.confirm(exchange, KEY)).isTrue();

        assertFree();
    }

    @Test
    void aBeginThatFailsGivesTheLeaseBack() {
        failure = new IllegalStateException("the table is away");

        assertThatThrownBy(() -> work.add(exchange, KEY)).isSameAs(failure);

        assertFree();
    }

    @Test
    void whatIsNotBegunGivesTheLeaseBack() {
        begins = false;

        assertThat(work.add(exchange, KEY)).isFalse();

        assertFree();
    }

    @Test
    void anEndThatFailsGivesTheLeaseBack() {
        work.add(exchange, KEY);
        failure = new IllegalStateException("the table is away");

        work.confirm(exchange, KEY);
        assertFree();

        failure = null;
        work.add(exchange, KEY);
        failure = new IllegalStateException("the table is away");
        work.remove(exchange, KEY);
        assertFree();
    }

    @Test
    void aLeaseThatCannotBeGivenBackIsNotRenewed() {
        work.add(exchange, KEY);
        rename("recua_lease", "away");

        assertThat(work.confirm(exchange, KEY)).isFalse();

        rename("away", "recua_lease");
        assertThat(leases.isHeld(LeasedRepository.lease(exchange))).isFalse();
    }

    private void assertFree() {
        assertThat(work.contains(exchange, KEY)).isFalse();
        Lease lease = leases.acquire("a").orElseThrow();
        leases.release(lease);
    }

    private void rename(String table, String name) {
        database.jdbc().sql("rename table " + table + " to " + name).update();
    }
}

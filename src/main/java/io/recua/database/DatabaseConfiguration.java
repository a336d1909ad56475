package io.recua.database;

import com.zaxxer.hikari.HikariDataSource;
import org.apache.camel.vault.AwsVaultConfiguration;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;

/** Connects Spring Boot's pool to {@link Database}, and Camel's secrets to the SDK's credentials and region. */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

    /** Limits how long a frozen host keeps the row of a lease locked. MySQL's default is eight hours. */
    private static final String SESSION = "wait_timeout=120,innodb_lock_wait_timeout=20,lock_wait_timeout=20";

    /**
     * Makes Spring Boot's pool open its connections as the lanes do. Its other settings stay unchanged.
     *
     * <p>READ COMMITTED, as on the lanes: a statement locks the rows that it finds, and not the gaps between them. With MySQL's
     * default, claims of different feeds wait for each other at these gaps, and deadlock. The leases and the fences keep runs
     * apart, so that no transaction needs a second look at unchanged rows.
     */
    @Bean
    static BeanPostProcessor poolOfTheDatabase(ObjectProvider<Database> database) {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessBeforeInitialization(Object bean, String name) {
                if (bean instanceof HikariDataSource pool) {
                    DriverProperties.check(pool);
                    pool.addDataSourceProperty("useAffectedRows", "false");
                    pool.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
                    database.getObject().configure(pool, SESSION);
                }
                return bean;
            }
        };
    }

    /** Checks all settings before any of them is used. */
    @Bean
    static BeanFactoryPostProcessor placeholders(ConfigurableEnvironment environment) {
        return beans -> Settings.of(environment);
    }

    /** Sets the region and the SDK's credentials for secrets in routes. Camel does not use the SDK's defaults. */
    @Bean
    InitializingBean secretsInRoutes(AwsVaultConfiguration vault, AwsRegionProvider region) {
        return () -> {
            if (vault.getRegion() == null) {
                vault.setDefaultCredentialsProvider(true);
                vault.setRegion(region.getRegion().id());
            }
        };
    }
}

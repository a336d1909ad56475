package io.recua.database;

import com.zaxxer.hikari.HikariDataSource;
import org.apache.camel.vault.AwsVaultConfiguration;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;

/** Joins the platform's own pool and Camel's own look-up of secrets to the same places as everything else. */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

    /** A host that freezes within a claim must not keep the lease's row locked for MySQL's own eight hours. */
    private static final String SESSION = "wait_timeout=120,innodb_lock_wait_timeout=20,lock_wait_timeout=20";

    /** Spring Boot's pool takes its connections from where the lanes take theirs; its other settings stay as they are. */
    @Bean
    static BeanPostProcessor poolOfTheDatabase(ObjectProvider<Database> database) {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessBeforeInitialization(Object bean, String name) {
                if (bean instanceof HikariDataSource pool) {
                    DriverProperties.check(pool);
                    pool.addDataSourceProperty("useAffectedRows", "false");
                    database.getObject().supply(pool, SESSION);
                }
                return bean;
            }
        };
    }

    /** Camel wants a region of its own before it takes the SDK's credentials. */
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

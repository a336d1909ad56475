package io.recua.control;

import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Reports the health of the database and the bucket, each within {@link Outage#LIMIT}, whatever they do. */
@Configuration(proxyBeanMethods = false)
class HealthConfiguration {

    /** Its name replaces the indicator of Spring Boot, which waits for the pool and the driver, up to a minute. */
    @Bean
    HealthIndicator dbHealthIndicator(Readings readings) {
        return () -> readings.health(Server.DATABASE);
    }

    @Bean
    HealthIndicator bucketHealthIndicator(Readings readings) {
        return () -> readings.health(Server.BUCKET);
    }
}

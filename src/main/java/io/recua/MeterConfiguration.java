package io.recua;

import io.micrometer.cloudwatch2.CloudWatchMeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import org.springframework.boot.actuate.autoconfigure.metrics.MeterRegistryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Filters the meters of the registries, which Spring Boot and Spring Cloud AWS create. */
@Configuration(proxyBeanMethods = false)
class MeterConfiguration {

    /** Sends only Recua's own meters to CloudWatch, because CloudWatch charges for each meter and tag. */
    @Bean
    MeterRegistryCustomizer<CloudWatchMeterRegistry> onlyOwnMetersToCloudWatch() {
        return registry -> registry.config()
                .meterFilter(MeterFilter.denyUnless(id -> id.getName().startsWith("recua.")));
    }
}

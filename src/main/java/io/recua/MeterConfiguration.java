package io.recua;

import io.micrometer.cloudwatch2.CloudWatchMeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import org.springframework.boot.actuate.autoconfigure.metrics.MeterRegistryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Which meters go where; Spring Boot and Spring Cloud AWS make the registries. */
@Configuration(proxyBeanMethods = false)
class MeterConfiguration {

    /** CloudWatch charges for each meter and tag, so it gets Recua's own alone. */
    @Bean
    MeterRegistryCustomizer<CloudWatchMeterRegistry> onlyOwnMetersToCloudWatch() {
        return registry -> registry.config()
                .meterFilter(MeterFilter.denyUnless(id -> id.getName().startsWith("recua.")));
    }
}

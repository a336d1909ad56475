package io.recua;

import io.micrometer.cloudwatch2.CloudWatchMeterRegistry;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.actuate.autoconfigure.metrics.MeterRegistryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Filters the meters of the registries, which Spring Boot and Spring Cloud AWS create. */
@Configuration(proxyBeanMethods = false)
class MeterConfiguration {

    /** Four of each feed; with an outcome, only the meter of this outcome. */
    private static final Map<String, Set<String>> TO_CLOUDWATCH = Map.of(
            "recua.overdue", Set.of(),
            "recua.lag", Set.of(),
            "recua.fetch", Set.of("failed"),
            "recua.rows", Set.of("rejected"));

    /**
     * Sends to CloudWatch only what says that a feed needs somebody. CloudWatch charges for each meter and tag, and each feed
     * has two dozen.
     */
    @Bean
    MeterRegistryCustomizer<CloudWatchMeterRegistry> fewMetersToCloudWatch() {
        return registry -> registry.config().meterFilter(MeterFilter.denyUnless(MeterConfiguration::isSent));
    }

    private static boolean isSent(Meter.Id meter) {
        Set<String> outcomes = TO_CLOUDWATCH.get(meter.getName());
        String outcome = meter.getTag("outcome");
        return outcomes != null && (outcome == null || outcomes.contains(outcome));
    }
}

package io.recua.routes;

import io.recua.config.FetchProperties;
import io.recua.config.RecuaProperties;
import io.recua.csv.CsvFormat;
import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.apache.camel.LoggingLevel;
import org.apache.camel.dataformat.csv.CsvRecordConverter;
import org.apache.camel.processor.errorhandler.RedeliveryPolicy;
import org.apache.camel.spi.DataFormatFactory;
import org.apache.camel.spi.ExceptionHandler;
import org.apache.camel.support.LoggingExceptionHandler;
import org.apache.commons.csv.CSVRecord;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/** What the routes and their stations take from outside, and what the routes refer to that is no station of ours. */
@Configuration(proxyBeanMethods = false)
class RouteBeans {

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    DnsResolver names() {
        return SystemDefaultDnsResolver.INSTANCE;
    }

    /** Takes the place of camel-csv behind {@code csv}, which it extends. */
    @Bean("csv-dataformat-factory")
    DataFormatFactory csvFormat() {
        return CsvFormat::new;
    }

    /** What a route asks for by {@code recordConverterRef: csvBytes}. */
    @Bean
    CsvRecordConverter<CSVRecord> csvBytes() {
        return CsvFormat.BYTES;
    }

    /** As many threads as feeds may load side by side; the others wait for their turn. */
    @Bean(destroyMethod = "shutdownNow")
    ScheduledExecutorService ingestThreads(RecuaProperties properties) {
        return new ScheduledThreadPoolExecutor(
                properties.load().concurrency(), new CustomizableThreadFactory("ingest-"));
    }

    @Bean
    RedeliveryPolicy fetchRedelivery(RecuaProperties properties) {
        FetchProperties fetch = properties.fetch();
        RedeliveryPolicy policy = backOff(fetch.retries(), fetch.retryDelay().toMillis());
        // Our own line says it: Camel's quotes the exception.
        policy.setLogRetryAttempted(false);
        policy.setMaximumRedeliveryDelay(60 * 60 * 1000L);
        return policy;
    }

    /** One retry, when the lease that was in the way has run out if nobody renewed it. */
    @Bean
    RedeliveryPolicy leaseRedelivery(RecuaProperties properties) {
        RedeliveryPolicy policy =
                backOff(1, properties.load().lease().plusSeconds(1).toMillis());
        policy.setUseCollisionAvoidance(false);
        policy.setLogRetryAttempted(false);
        return policy;
    }

    @Bean
    ExceptionHandler pollExceptions() {
        return new PollExceptions();
    }

    /** Quiet: our own error policy has said what happened to a message. */
    @Bean
    ExceptionHandler eventExceptions() {
        return new LoggingExceptionHandler(null, RouteBeans.class, LoggingLevel.DEBUG);
    }

    private static RedeliveryPolicy backOff(int retries, long firstDelay) {
        RedeliveryPolicy policy = new RedeliveryPolicy();
        policy.setMaximumRedeliveries(retries);
        policy.setRedeliveryDelay(firstDelay);
        policy.setUseExponentialBackOff(true);
        policy.setBackOffMultiplier(2);
        policy.setUseCollisionAvoidance(true);
        policy.setAllowRedeliveryWhileStopping(false);
        policy.setLogExhausted(false);
        policy.setLogRetryAttempted(true);
        policy.setRetryAttemptedLogLevel(LoggingLevel.WARN);
        policy.setLogRetryStackTrace(false);
        return policy;
    }
}

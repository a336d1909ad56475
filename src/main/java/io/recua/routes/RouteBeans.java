package io.recua.routes;

import io.recua.config.FetchProperties;
import io.recua.config.RecuaProperties;
import io.recua.csv.CsvFormat;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
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

/**
 * Defines the beans that the routes refer to and that are not classes of Recua, and the clock and DNS resolver that
 * Recua uses.
 */
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

    /**
     * Replaces the data format behind {@code csv} by one that extends it. Camel finds the factory by this bean name.
     */
    @Bean("csv-dataformat-factory")
    DataFormatFactory csvFormat() {
        return CsvFormat::new;
    }

    /** The converter that a route selects by {@code recordConverterRef: csvBytes}. */
    @Bean
    CsvRecordConverter<CSVRecord> csvBytes() {
        return CsvFormat.BYTES;
    }

    /**
     * The threads that load feeds: one for each feed that may load at the same time. Other feeds wait for a free
     * thread.
     */
    @Bean(destroyMethod = "shutdownNow")
    ScheduledExecutorService ingestThreads(RecuaProperties properties) {
        return new ScheduledThreadPoolExecutor(
                properties.load().concurrency(), new CustomizableThreadFactory("ingest-"));
    }

    /**
     * The threads that fetch feeds, for schedules and catch-ups alike: a fetch keeps one during its retries and the pauses between
     * them. Quartz, whose ten threads fire all schedules, must not wait for a source. Other feeds wait for a free thread, with their
     * slots.
     */
    @Bean(destroyMethod = "shutdownNow")
    ExecutorService fetchThreads(RecuaProperties properties) {
        int size = properties.fetch().concurrency();
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                size, size, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(), new CustomizableThreadFactory("fetch-"));
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    @Bean
    RedeliveryPolicy fetchRedelivery(RecuaProperties properties) {
        FetchProperties fetch = properties.fetch();
        RedeliveryPolicy policy = backOff(fetch.retries(), fetch.retryDelay().toMillis());
        // Recua logs its own line; Camel's line would quote the exception.
        policy.setLogRetryAttempted(false);
        policy.setMaximumRedeliveryDelay(60 * 60 * 1000L);
        return policy;
    }

    /** Retries once, after the time in which a lease expires unless its holder renews it. */
    @Bean
    RedeliveryPolicy leaseRedelivery(RecuaProperties properties) {
        RedeliveryPolicy policy =
                backOff(1, properties.load().lease().plusSeconds(1).toMillis());
        policy.setUseCollisionAvoidance(false);
        policy.setLogRetryAttempted(false);
        return policy;
    }

    /** Retries for a few seconds; a message that is not sent then waits in the outbox. */
    @Bean
    RedeliveryPolicy notifyRedelivery() {
        RedeliveryPolicy policy = backOff(3, 1_000);
        // Camel's line would quote the exception, whose text holds the address of the webhook.
        policy.setLogRetryAttempted(false);
        return policy;
    }

    @Bean
    ExceptionHandler pollExceptions() {
        return new PollExceptions();
    }

    /**
     * Logs at debug level only, because the error policy in the routes has already logged what happened to the message.
     */
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

package io.recua.config;

import static io.recua.config.SettingException.require;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The settings for requests to sources, the same for all feeds.
 *
 * @param connectTimeout the timeout for opening a connection
 * @param responseTimeout the timeout for the first byte and for each pause between bytes
 * @param deadline the timeout for a whole attempt, from the connection through redirects to the last byte of the body
 * @param maxSize the maximum size of a body, which is stored on disk before it lands; a larger body is refused
 * @param retries the maximum number of retries of a failed download
 * @param retryDelay the pause before the first retry; each further pause is twice as long, with jitter
 * @param concurrency the maximum number of feeds that this instance fetches in parallel
 */
public record FetchProperties(
        @DefaultValue("10s") Duration connectTimeout,
        @DefaultValue("60s") Duration responseTimeout,
        @DefaultValue("2h") Duration deadline,
        @DefaultValue("10GB") DataSize maxSize,
        @DefaultValue("5") int retries,
        @DefaultValue("2s") Duration retryDelay,
        @DefaultValue("32") int concurrency) {

    public FetchProperties {
        require(maxSize.toBytes() >= 1, "recua.fetch.max-size", "write a size above zero, such as 10GB");
        require(concurrency >= 1, "recua.fetch.concurrency", "write a number of 1 or more");
    }
}

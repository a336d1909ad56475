package io.recua.config;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How sources are asked, the same for every feed.
 *
 * @param connectTimeout the deadline for the connection
 * @param responseTimeout the deadline for the first byte, and for each pause between two
 * @param deadline the deadline for the whole body
 * @param retries how often a failed download is tried again
 * @param retryDelay the pause before the first retry; each later one is twice as long, with jitter
 */
public record FetchProperties(
        @DefaultValue("10s") Duration connectTimeout,
        @DefaultValue("60s") Duration responseTimeout,
        @DefaultValue("2h") Duration deadline,
        @DefaultValue("5") int retries,
        @DefaultValue("2s") Duration retryDelay) {}

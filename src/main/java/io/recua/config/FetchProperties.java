package io.recua.config;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How sources are asked, the same for every feed.
 *
 * @param connectTimeout the deadline for the connection
 * @param responseTimeout the deadline for the first byte, and for each pause between two
 * @param deadline the deadline for a whole try, from the connection through redirects to the last byte of the body
 * @param maxSize the size above which a body is refused; it is spooled to disk before it lands
 * @param retries how often a failed download is tried again
 * @param retryDelay the pause before the first retry; each later one is twice as long, with jitter
 */
public record FetchProperties(
        @DefaultValue("10s") Duration connectTimeout,
        @DefaultValue("60s") Duration responseTimeout,
        @DefaultValue("2h") Duration deadline,
        @DefaultValue("10GB") DataSize maxSize,
        @DefaultValue("5") int retries,
        @DefaultValue("2s") Duration retryDelay) {

    public FetchProperties {
        if (maxSize.toBytes() < 1) {
            throw new SettingException("recua.fetch.max-size", "write a size above zero, such as 10GB");
        }
    }
}

package io.recua.notify;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.recua.config.NotifyProperties.Channel;
import io.recua.config.RecuaProperties;
import org.springframework.stereotype.Component;

/** Counter {@code recua.messages.lost}: messages that a channel gave up, and addresses to which the server sends no mail. */
@Component
class LostMessages {

    private final MeterProvider<Counter> lost;

    LostMessages(MeterRegistry meters, RecuaProperties properties) {
        this.lost = Counter.builder("recua.messages.lost")
                .description("Messages given up and addresses refused")
                .withRegistry(meters);
        // Registered with zero: Prometheus sees the first increase only of a series that existed before it.
        for (Channel channel : properties.notices().channels()) {
            properties.feeds().keySet().forEach(feed -> counter(feed, channel.label()));
        }
    }

    void count(Message message, String channel) {
        counter(message.feed(), channel).increment();
    }

    private Counter counter(String feed, String channel) {
        return lost.withTags("feed", feed, "channel", channel);
    }
}

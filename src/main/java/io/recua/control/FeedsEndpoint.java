package io.recua.control;

import io.recua.control.PauseSwitch.What;
import java.util.Map;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/** The Actuator endpoint {@code /actuator/feeds}: returns the state of the feeds, starts fetches, and pauses feeds. */
@Component
@Endpoint(id = "feeds")
class FeedsEndpoint {

    private static final String FETCH = "fetch";
    private static final String PAUSE = "pause";
    private static final String RESUME = "resume";

    private final Readings readings;
    private final Feeds feeds;
    private final Fetch fetch;
    private final PauseSwitch pauses;

    FeedsEndpoint(Readings readings, Feeds feeds, Fetch fetch, PauseSwitch pauses) {
        this.readings = readings;
        this.feeds = feeds;
        this.fetch = fetch;
        this.pauses = pauses;
    }

    /** The response to an accepted action. A record, because a map would print its entries in any order. */
    private record Accepted(String feed, String fetch) {}

    /** The response to a pause or a resume: what is paused now. */
    private record Paused(String feed, Map<String, PauseView> paused) {}

    /** Returns all feeds: {@code GET /actuator/feeds}. */
    @ReadOperation
    WebEndpointResponse<Object> feeds() {
        Reading reading = readings.begin();
        return Answer.of(reading, () -> feeds.all(reading).map(all -> Map.of("feeds", all)));
    }

    /** Returns one feed: {@code GET /actuator/feeds/{name}}. */
    @ReadOperation
    WebEndpointResponse<Object> feed(@Selector String name) {
        Reading reading = readings.begin();
        return Answer.of(reading, () -> feeds.get(name, reading));
    }

    /**
     * Executes an action: {@code POST /actuator/feeds/{name}}.
     *
     * <ul>
     *   <li>{@code {"action":"fetch"}} starts a fetch. The feed's {@code lastFetch} holds the result later.
     *   <li>{@code {"action":"pause","what":"all","reason":"…"}} pauses the feed in all instances.
     *   <li>{@code {"action":"resume","what":"all"}} ends the pause.
     * </ul>
     *
     * @param what {@code all}, which is the default, {@code fetch} or {@code load}
     */
    @WriteOperation
    WebEndpointResponse<Object> act(
            @Selector String name, String action, @Nullable String what, @Nullable String reason) {
        return Answer.accepted(() -> switch (action) {
            case FETCH -> {
                fetch.start(name);
                yield new Accepted(name, "started");
            }
            case PAUSE -> {
                pauses.pause(name, What.of(what), reason);
                yield new Paused(name, feeds.paused(name));
            }
            case RESUME -> {
                pauses.resume(name, What.of(what));
                yield new Paused(name, feeds.paused(name));
            }
            default -> throw Answer.unknownAction(action, FETCH, PAUSE, RESUME);
        });
    }
}

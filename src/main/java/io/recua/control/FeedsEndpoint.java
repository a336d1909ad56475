package io.recua.control;

import java.util.Map;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.stereotype.Component;

/** The Actuator endpoint {@code /actuator/feeds}: returns the state of the feeds, and starts fetches. */
@Component
@Endpoint(id = "feeds")
class FeedsEndpoint {

    private static final String FETCH = "fetch";

    private final Feeds feeds;
    private final Fetch fetch;

    FeedsEndpoint(Feeds feeds, Fetch fetch) {
        this.feeds = feeds;
        this.fetch = fetch;
    }

    /** The response to an accepted action. A record, because a map would print its entries in any order. */
    private record Accepted(String feed, String fetch) {}

    /** Returns all feeds: {@code GET /actuator/feeds}. */
    @ReadOperation
    WebEndpointResponse<Object> feeds() {
        return Answer.of(() -> Map.of("feeds", feeds.all()));
    }

    /** Returns one feed: {@code GET /actuator/feeds/{name}}. */
    @ReadOperation
    WebEndpointResponse<Object> feed(@Selector String name) {
        return Answer.of(() -> feeds.get(name));
    }

    /**
     * Starts a fetch: {@code POST /actuator/feeds/{name}} with {@code {"action":"fetch"}}. The feed's {@code lastFetch}
     * holds the result later.
     */
    @WriteOperation
    WebEndpointResponse<Object> act(@Selector String name, String action) {
        return Answer.accepted(() -> {
            if (!action.equals(FETCH)) {
                throw Answer.unknownAction(action, FETCH);
            }
            fetch.start(name);
            return new Accepted(name, "started");
        });
    }
}

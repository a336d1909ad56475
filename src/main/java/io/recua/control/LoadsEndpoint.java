package io.recua.control;

import java.util.Map;
import java.util.function.Supplier;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/** The Actuator endpoint {@code /actuator/loads}: returns the loads, and loads an object again. */
@Component
@Endpoint(id = "loads")
class LoadsEndpoint {

    private static final String REPLAY = "replay";
    private static final int DEFAULT_SIZE = 50;

    private final Readings readings;
    private final Loads loads;
    private final Replay replay;

    LoadsEndpoint(Readings readings, Loads loads, Replay replay) {
        this.readings = readings;
        this.loads = loads;
        this.replay = replay;
    }

    /** The response to an accepted action. A record, because a map would print its entries in any order. */
    private record Accepted(long replays, String object) {}

    /** Returns a page of the loads: {@code GET /actuator/loads?page=0&size=50}. */
    @ReadOperation
    WebEndpointResponse<Object> loads(@Nullable Integer page, @Nullable Integer size) {
        return ledger(() ->
                Map.of("loads", loads.page(null, null, page == null ? 0 : page, size == null ? DEFAULT_SIZE : size)));
    }

    /** Returns one load: {@code GET /actuator/loads/{id}}. */
    @ReadOperation
    WebEndpointResponse<Object> load(@Selector long id) {
        return ledger(() -> loads.find(id)
                .orElseThrow(() -> new ActionException(ActionException.Cause.NOT_FOUND, "there is no load " + id)));
    }

    private WebEndpointResponse<Object> ledger(Supplier<Object> query) {
        Reading reading = readings.begin();
        return Answer.of(reading, () -> reading.read(Server.DATABASE, null, query));
    }

    /**
     * Loads the object of a load again: {@code POST /actuator/loads/{id}} with {@code {"action":"replay"}}. With
     * {@code "accept":true}, the object is loaded even if it does not meet the feed's setting {@code expect}. The response
     * contains the key of the new object.
     */
    @WriteOperation
    WebEndpointResponse<Object> act(@Selector long id, String action, @Nullable Boolean accept) {
        return Answer.accepted(() -> {
            if (!action.equals(REPLAY)) {
                throw Answer.unknownAction(action, REPLAY);
            }
            return new Accepted(id, replay.replay(id, Boolean.TRUE.equals(accept)));
        });
    }
}

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

/** The Actuator endpoint {@code /actuator/loads}: returns the loads, loads an object again, and dismisses a refusal. */
@Component
@Endpoint(id = "loads")
class LoadsEndpoint {

    private static final String REPLAY = "replay";
    private static final String DISMISS = "dismiss";
    private static final int DEFAULT_SIZE = 50;

    private final Readings readings;
    private final Loads loads;
    private final Replay replay;
    private final Dismissal dismissal;

    LoadsEndpoint(Readings readings, Loads loads, Replay replay, Dismissal dismissal) {
        this.readings = readings;
        this.loads = loads;
        this.replay = replay;
        this.dismissal = dismissal;
    }

    /** The response to an accepted action. A record, because a map would print its entries in any order. */
    private record Accepted(long replays, String object) {}

    /** Returns a page of the loads: {@code GET /actuator/loads?page=0&size=50}. */
    @ReadOperation
    WebEndpointResponse<Object> loads(@Nullable Integer page, @Nullable Integer size) {
        return ledger(() -> Map.of("loads", loads.page(page == null ? 0 : page, size == null ? DEFAULT_SIZE : size)));
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
     * Executes an action: {@code POST /actuator/loads/{id}}.
     *
     * <ul>
     *   <li>{@code {"action":"replay"}} loads the object again. With {@code "accept":true}, it is loaded even if it does not
     *       meet the feed's setting {@code expect}. The response contains the key of the new object.
     *   <li>{@code {"action":"dismiss","reason":"…"}} dismisses the refusal of the object. The response is the load.
     * </ul>
     */
    @WriteOperation
    WebEndpointResponse<Object> act(
            @Selector long id, String action, @Nullable Boolean accept, @Nullable String reason) {
        return Answer.accepted(() -> switch (action) {
            case REPLAY -> new Accepted(id, replay.replay(id, Boolean.TRUE.equals(accept)));
            case DISMISS -> {
                dismissal.dismiss(id, reason);
                yield loads.find(id).orElseThrow();
            }
            default -> throw Answer.unknownAction(action, REPLAY, DISMISS);
        });
    }
}

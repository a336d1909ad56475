package io.recua.control;

import java.util.Map;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/** The Actuator endpoint {@code /actuator/actions}: returns what operators did. */
@Component
@Endpoint(id = "actions")
class ActionsEndpoint {

    private static final int DEFAULT_SIZE = 50;

    private final Readings readings;
    private final Actions actions;

    ActionsEndpoint(Readings readings, Actions actions) {
        this.readings = readings;
        this.actions = actions;
    }

    /** Returns the last actions, newest first: {@code GET /actuator/actions?feed=unificado&size=50}. */
    @ReadOperation
    WebEndpointResponse<Object> actions(@Nullable String feed, @Nullable Integer size) {
        Reading reading = readings.begin();
        return Answer.of(
                reading,
                () -> reading.read(
                        Server.DATABASE,
                        null,
                        () -> Map.of("actions", actions.last(feed, size == null ? DEFAULT_SIZE : size))));
    }
}

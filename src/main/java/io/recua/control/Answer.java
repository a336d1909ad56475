package io.recua.control;

import java.util.Map;
import java.util.function.Supplier;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/** What Actuator answers to an action: 202 with what was begun, or the status and the message of why it was not. */
final class Answer {

    private Answer() {}

    static WebEndpointResponse<Map<String, Object>> to(Supplier<Map<String, Object>> action) {
        try {
            return new WebEndpointResponse<>(action.get(), 202);
        } catch (ActionException e) {
            return new WebEndpointResponse<>(Map.of("error", e.getMessage()), e.status());
        }
    }

    static ActionException noSuch(String action, String known) {
        return new ActionException(
                ActionException.Cause.WRONG, "there is no action \"" + action + "\" here; write \"" + known + "\"");
    }
}

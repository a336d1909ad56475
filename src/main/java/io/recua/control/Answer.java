package io.recua.control;

import java.util.Map;
import java.util.function.Supplier;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import software.amazon.awssdk.core.exception.SdkException;

/** What Actuator answers: what was asked for, or a status and the message of why it cannot be had or done. */
final class Answer {

    private static final int ACCEPTED = 202;
    private static final int UNAVAILABLE = 503;

    private Answer() {}

    /** Answers null with 404. */
    static WebEndpointResponse<Object> of(Supplier<Object> question) {
        return guarded(() -> {
            Object answer = question.get();
            return answer == null
                    ? new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND)
                    : new WebEndpointResponse<>(answer);
        });
    }

    /** Answers 202 with what was begun. */
    static WebEndpointResponse<Object> to(Supplier<Map<String, Object>> action) {
        return guarded(() -> new WebEndpointResponse<>(action.get(), ACCEPTED));
    }

    private static WebEndpointResponse<Object> guarded(Supplier<WebEndpointResponse<Object>> answer) {
        try {
            return answer.get();
        } catch (ActionException e) {
            return error(e.getMessage(), e.status());
        } catch (DataAccessException | TransactionException | SdkException e) {
            return error(Outage.sentence(e), UNAVAILABLE);
        }
    }

    private static WebEndpointResponse<Object> error(String message, int status) {
        return new WebEndpointResponse<>(Map.of("error", message), status);
    }

    static ActionException noSuch(String action, String known) {
        return new ActionException(
                ActionException.Cause.WRONG, "there is no action \"" + action + "\" here; write \"" + known + "\"");
    }
}

package io.recua.control;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import software.amazon.awssdk.core.exception.SdkException;

/** Builds the responses of the Actuator endpoints: the result, or an HTTP status with the reason in {@code message}. */
final class Answer {

    private static final int ACCEPTED = 202;
    private static final int UNAVAILABLE = 503;

    private Answer() {}

    /** Executes a query and returns its result; 503 if the database or the bucket is away or too slow. */
    static WebEndpointResponse<Object> of(Reading reading, Supplier<Optional<?>> query) {
        return guarded(() -> {
            Optional<?> result = query.get();
            String away = reading.gaps().stream().map(Reading.Gap::sentence).collect(Collectors.joining(". "));
            return away.isEmpty() ? new WebEndpointResponse<>(result.orElseThrow()) : error(away, UNAVAILABLE);
        });
    }

    /** Starts an action; returns 202 with its result. */
    static WebEndpointResponse<Object> accepted(Supplier<Object> action) {
        return guarded(() -> new WebEndpointResponse<>(action.get(), ACCEPTED));
    }

    private static WebEndpointResponse<Object> guarded(Supplier<WebEndpointResponse<Object>> response) {
        try {
            return response.get();
        } catch (ActionException e) {
            return error(e.getMessage(), e.status());
        } catch (DataAccessException | TransactionException | SdkException e) {
            return error(Outage.sentence(e), UNAVAILABLE);
        }
    }

    private static WebEndpointResponse<Object> error(String message, int status) {
        return new WebEndpointResponse<>(Map.of("message", message), status);
    }

    static ActionException unknownAction(String action, String... known) {
        return new ActionException(
                ActionException.Cause.BAD_REQUEST,
                "there is no action \"" + action + "\" here; write \"" + String.join("\" or \"", known) + "\"");
    }
}

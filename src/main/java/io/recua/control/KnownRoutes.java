package io.recua.control;

import org.apache.camel.CamelContext;
import org.apache.camel.spring.boot.actuate.endpoint.CamelRoutesEndpoint;
import org.apache.camel.spring.boot.actuate.endpoint.CamelRoutesEndpoint.TimeInfo;
import org.apache.camel.spring.boot.actuate.endpoint.CamelRoutesEndpoint.WriteAction;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.http.HttpStatus;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;

/**
 * Makes Camel's endpoint {@code /actuator/camelroutes} answer 404 to a change of a route that does not exist: Camel ignores
 * the request and answers 204. The method replaces that of the endpoint only if both have the same return type.
 */
@Component
@EndpointWebExtension(endpoint = CamelRoutesEndpoint.class)
@ConditionalOnAvailableEndpoint(endpoint = CamelRoutesEndpoint.class)
class KnownRoutes {

    private final CamelRoutesEndpoint endpoint;
    private final CamelContext camel;

    KnownRoutes(CamelRoutesEndpoint endpoint, CamelContext camel) {
        this.endpoint = endpoint;
        this.camel = camel;
    }

    /** Changes a route: {@code POST /actuator/camelroutes/{id}/{action}}. */
    @WriteOperation
    void change(@Selector String id, @Selector WriteAction action, @Nullable TimeInfo timeInfo) {
        if (camel.getRoute(id) == null) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND, "there is no route " + id);
        }
        endpoint.doWriteAction(id, action, timeInfo);
    }
}

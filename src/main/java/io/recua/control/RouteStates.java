package io.recua.control;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;
import org.apache.camel.spi.RouteTemplateParameterSource;
import org.springframework.stereotype.Component;

/** Returns the states of the feeds' routes in this instance. */
@Component
class RouteStates {

    private static final String FEED = "feed";

    private final CamelContext camel;
    private final Map<Object, List<String>> routes;

    RouteStates(CamelContext camel, RouteTemplateParameterSource feedRoutes) {
        this.camel = camel;
        this.routes = feedRoutes.routeIds().stream()
                .filter(id -> feedRoutes.parameters(id).containsKey(FEED))
                .collect(Collectors.groupingBy(id -> feedRoutes.parameters(id).get(FEED)));
    }

    /** Returns the states of a feed's routes, such as {@code Started}, {@code Stopped} or {@code Suspended}, by id. */
    Map<String, String> of(String feed) {
        Map<String, String> states = new LinkedHashMap<>();
        routes.getOrDefault(feed, List.of()).forEach(id -> states.put(id, String.valueOf(status(id))));
        return states;
    }

    boolean isStarted(String routeId) {
        return status(routeId) == ServiceStatus.Started;
    }

    private ServiceStatus status(String routeId) {
        return camel.getRouteController().getRouteStatus(routeId);
    }
}

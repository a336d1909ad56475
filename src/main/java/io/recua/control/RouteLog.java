package io.recua.control;

import org.apache.camel.CamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.RoutePolicySupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Logs each change of a route's state while Recua runs, with the user who requested it. Uses route policies, because
 * Camel's events report starts and stops but no suspensions.
 */
@Component
class RouteLog implements RoutePolicyFactory {

    private static final Logger log = LoggerFactory.getLogger(RouteLog.class);

    @Override
    public RoutePolicy createRoutePolicy(CamelContext camel, String routeId, NamedNode route) {
        return new RoutePolicySupport() {
            @Override
            public void onStart(Route changed) {
                log("Started", changed);
            }

            @Override
            public void onStop(Route changed) {
                log("Stopped", changed);
            }

            @Override
            public void onSuspend(Route changed) {
                log("Suspended", changed);
            }

            @Override
            public void onResume(Route changed) {
                log("Resumed", changed);
            }
        };
    }

    private static void log(String change, Route route) {
        if (route.getCamelContext().isStarted()) {
            log.info("{} route {}, requested by {}", change, route.getId(), Operator.current());
        }
    }
}

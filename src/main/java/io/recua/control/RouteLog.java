package io.recua.control;

import io.recua.config.RecuaProperties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
 * Logs and records each change of a route's state while Recua runs, with the user who requested it. Uses route policies, because
 * Camel's events report starts and stops but no suspensions.
 */
@Component
class RouteLog implements RoutePolicyFactory {

    private static final Logger log = LoggerFactory.getLogger(RouteLog.class);
    private static final Pattern OF_A_FEED = Pattern.compile("(?:fetch|ingest)-(.+)");

    private final RecuaProperties properties;
    private final Operators operators;
    private final Actions actions;

    RouteLog(RecuaProperties properties, Operators operators, Actions actions) {
        this.properties = properties;
        this.operators = operators;
        this.actions = actions;
    }

    @Override
    public RoutePolicy createRoutePolicy(CamelContext camel, String routeId, NamedNode route) {
        return new RoutePolicySupport() {
            @Override
            public void onStart(Route changed) {
                changed("Started", Action.Kind.START_ROUTE, changed);
            }

            @Override
            public void onStop(Route changed) {
                changed("Stopped", Action.Kind.STOP_ROUTE, changed);
            }

            @Override
            public void onSuspend(Route changed) {
                changed("Suspended", Action.Kind.SUSPEND_ROUTE, changed);
            }

            @Override
            public void onResume(Route changed) {
                changed("Resumed", Action.Kind.RESUME_ROUTE, changed);
            }
        };
    }

    private void changed(String change, Action.Kind action, Route route) {
        if (route.getCamelContext().isStarted()) {
            log.info(
                    "{} route {}, requested by {}",
                    change,
                    route.getId(),
                    operators.current().name());
            actions.record(action, feed(route.getId()), null, route.getId());
        }
    }

    /** Returns the feed of a route; null if the route is not of one feed. */
    private String feed(String routeId) {
        Matcher feed = OF_A_FEED.matcher(routeId);
        return feed.matches() && properties.feeds().containsKey(feed.group(1)) ? feed.group(1) : null;
    }
}

package io.recua.routes;

import io.recua.lease.LeasedRepository;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.RoutePolicySupport;
import org.slf4j.MDC;
import org.springframework.stereotype.Component;

/**
 * Puts the feed and the route of an exchange into the diagnostic context of the log, so that each line that any class
 * logs while the exchange is in the route names both. Camel's own diagnostic context does not cover the lines of its
 * error handlers.
 */
@Component
class LogContext implements RoutePolicyFactory {

    private static final String FEED = LeasedRepository.FEED;
    private static final String ROUTE = "route";
    private static final String NONE = "";

    private final FeedRoutes routes;

    LogContext(FeedRoutes routes) {
        this.routes = routes;
    }

    /**
     * Returns the policy of a route. The routes of a feed name that feed; other routes name the feed of the exchange.
     */
    @Override
    public RoutePolicy createRoutePolicy(CamelContext camel, String routeId, NamedNode route) {
        Map<String, Object> parameters = routes.parameters(routeId);
        return new DiagnosticContext(routeId, parameters == null ? null : (String) parameters.get(FEED));
    }

    private static final class DiagnosticContext extends RoutePolicySupport {

        private final String route;
        private final String ownFeed;

        DiagnosticContext(String route, String ownFeed) {
            this.route = route;
            this.ownFeed = ownFeed;
        }

        /** Saves the caller's values: Camel runs a called route on the thread of the route that calls it. */
        @Override
        public void onExchangeBegin(Route started, Exchange exchange) {
            begin(ROUTE, route);
            begin(FEED, ownFeed == null ? LeasedRepository.feed(exchange) : ownFeed);
        }

        @Override
        public void onExchangeDone(Route ended, Exchange exchange) {
            end(ROUTE);
            end(FEED);
        }

        private static void begin(String key, String value) {
            String caller = MDC.get(key);
            MDC.pushByKey(key, caller == null ? NONE : caller);
            put(key, value);
        }

        private static void end(String key) {
            put(key, MDC.popByKey(key));
        }

        private static void put(String key, String value) {
            if (value == null || value.equals(NONE)) {
                MDC.remove(key);
            } else {
                MDC.put(key, value);
            }
        }
    }
}

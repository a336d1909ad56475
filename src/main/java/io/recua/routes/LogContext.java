package io.recua.routes;

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
 * Names feed and route in each line that is logged while an exchange is in a route, by whomever. Camel's own diagnostic
 * context leaves out the lines of its error handlers.
 */
@Component
class LogContext implements RoutePolicyFactory {

    private static final String FEED = "feed";
    private static final String ROUTE = "route";
    private static final String NONE = "";

    private final FeedRoutes routes;

    LogContext(FeedRoutes routes) {
        this.routes = routes;
    }

    @Override
    public RoutePolicy createRoutePolicy(CamelContext camel, String routeId, NamedNode route) {
        Map<String, Object> parameters = routes.parameters(routeId);
        Object feed = parameters == null ? null : parameters.get(FEED);
        return new NamesInLog(routeId, feed == null ? NONE : feed.toString());
    }

    private static final class NamesInLog extends RoutePolicySupport {

        private final String route;
        private final String feed;

        NamesInLog(String route, String feed) {
            this.route = route;
            this.feed = feed;
        }

        /** Camel runs a route that another one calls on the caller's thread. */
        @Override
        public void onExchangeBegin(Route begun, Exchange exchange) {
            begin(ROUTE, route);
            begin(FEED, feed);
        }

        @Override
        public void onExchangeDone(Route done, Exchange exchange) {
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

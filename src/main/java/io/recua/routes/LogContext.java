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
 * Names feed and route in each line that is logged while an exchange is in a route, by whomever. Camel's own diagnostic
 * context leaves out the lines of its error handlers.
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

    /** A feed's own routes are about this feed from their beginning, the others about that of the exchange. */
    @Override
    public RoutePolicy createRoutePolicy(CamelContext camel, String routeId, NamedNode route) {
        Map<String, Object> parameters = routes.parameters(routeId);
        return new NamesInLog(routeId, parameters == null ? null : (String) parameters.get(FEED));
    }

    private static final class NamesInLog extends RoutePolicySupport {

        private final String route;
        private final String own;

        NamesInLog(String route, String own) {
            this.route = route;
            this.own = own;
        }

        /** Camel runs a route that another one calls on the caller's thread. */
        @Override
        public void onExchangeBegin(Route begun, Exchange exchange) {
            begin(ROUTE, route);
            begin(FEED, own == null ? LeasedRepository.feed(exchange) : own);
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

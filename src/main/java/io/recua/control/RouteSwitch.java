package io.recua.control;

import io.recua.config.RecuaProperties;
import io.recua.control.ActionException.Cause;
import java.util.Locale;
import org.apache.camel.CamelContext;
import org.springframework.stereotype.Component;

/** Stops and starts what a feed does by itself, in this instance: its fetches, or its loads. */
@Component
public class RouteSwitch {

    private final RecuaProperties properties;
    private final CamelContext camel;

    RouteSwitch(RecuaProperties properties, CamelContext camel) {
        this.properties = properties;
        this.camel = camel;
    }

    /** What can be stopped and started by itself. */
    public enum Task {
        FETCH,
        INGEST;

        /** The route that begins it. */
        public String route(String feed) {
            return name().toLowerCase(Locale.ROOT) + "-" + feed;
        }
    }

    /** Returns when the batch that is being written is committed; what is left of the object goes on at the next start. */
    public void stop(String feed, Task task) {
        change(feed, () -> camel.getRouteController().stopRoute(task.route(feed)));
    }

    /** Takes the work up again. */
    public void start(String feed, Task task) {
        change(feed, () -> camel.getRouteController().startRoute(task.route(feed)));
    }

    private interface Change {
        void make() throws Exception;
    }

    private void change(String feed, Change change) {
        ActionException.requireEnabled(feed, properties);
        try {
            change.make();
        } catch (Exception e) {
            throw new ActionException(Cause.CONFLICT, "the route did not change its state: " + e.getMessage());
        }
    }
}

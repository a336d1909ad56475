package io.recua.control;

import io.recua.config.RecuaProperties;
import io.recua.control.ActionException.Cause;
import java.util.Locale;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;
import org.springframework.stereotype.Component;

/** Stops and starts the fetches or the loads of a feed in this instance. */
@Component
public class RouteSwitch {

    private final RecuaProperties properties;
    private final CamelContext camel;

    RouteSwitch(RecuaProperties properties, CamelContext camel) {
        this.properties = properties;
        this.camel = camel;
    }

    /** The tasks of a feed that can be stopped and started separately. */
    public enum Task {
        FETCH,
        INGEST;

        /** Returns the id of the task's entry route. */
        public String route(String feed) {
            return name().toLowerCase(Locale.ROOT) + "-" + feed;
        }

        /** Returns whether the task is started in this instance. */
        public boolean isStarted(FeedView feed) {
            return ServiceStatus.Started.name().equals(feed.routes().get(route(feed.feed())));
        }
    }

    /** Stops the task. Waits until the current batch is committed; the next start continues with the rest of the object. */
    public void stop(String feed, Task task) {
        change(feed, () -> camel.getRouteController().stopRoute(task.route(feed)));
    }

    /** Starts the task again. */
    public void start(String feed, Task task) {
        change(feed, () -> camel.getRouteController().startRoute(task.route(feed)));
    }

    private interface Change {
        void apply() throws Exception;
    }

    private void change(String feed, Change change) {
        ActionException.requireEnabled(feed, properties);
        try {
            change.apply();
        } catch (Exception e) {
            throw new ActionException(Cause.CONFLICT, "the route did not change its state: " + e.getMessage());
        }
    }
}

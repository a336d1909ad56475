package io.recua.write;

/**
 * Ends a load because its feed's route is being stopped, or its feed is paused. When the route starts again, or the feed
 * is resumed, the load continues after its last commit.
 */
public final class LoadStoppedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public LoadStoppedException() {
        super("stopped after the running batch; the load continues when the route is started again");
    }

    LoadStoppedException(String pause) {
        super(pause + "; the load continues after its last commit when the feed is resumed");
    }
}

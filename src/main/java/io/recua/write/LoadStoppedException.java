package io.recua.write;

/**
 * Ends a load because its feed's route is being stopped. When the route starts again, the load continues after its last
 * commit.
 */
public final class LoadStoppedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public LoadStoppedException() {
        super("stopped after the running batch; the load continues when the route is started again");
    }
}

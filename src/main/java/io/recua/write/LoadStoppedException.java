package io.recua.write;

/** The feed's route is being stopped; the load goes on behind its last commit when the route is started again. */
public final class LoadStoppedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public LoadStoppedException() {
        super("stopped behind the running batch");
    }
}

package io.recua.testing;

import java.io.IOException;

/** The threads of links between Recua and a server. They end with the sockets that they work on. */
public final class Background {

    private Background() {}

    /** What a thread does until a socket of it is closed. */
    public interface Work {
        void run() throws IOException;
    }

    /** Starts a daemon thread. */
    public static void run(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException cut) {
                return;
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}

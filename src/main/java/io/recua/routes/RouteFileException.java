package io.recua.routes;

import java.util.List;
import java.util.Optional;
import org.apache.camel.FailedToCreateRouteException;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** Reports a route file that cannot be used. The message names the file, the line if it is known, and the reason. */
public final class RouteFileException extends RuntimeException {

    private static final long serialVersionUID = 1;

    RouteFileException(String message) {
        super(message);
    }

    /** @param line the line in the file, from 1 */
    RouteFileException(String location, int line, String reason) {
        super(place(location, line) + ": " + reason);
    }

    RouteFileException(String location, int line, Throwable cause) {
        super(place(location, line) + ": " + reason(cause), cause);
    }

    /** Returns file and line for a message; a packaged file is shown without its path. */
    static String place(String location, int line) {
        String file = location.replaceFirst("^file:", "").replaceFirst(".*/classes/!?/?routes/", "packaged ");
        return line < 1 ? file : file + ", line " + line;
    }

    /**
     * Returns a one-line message for a failure to create the routes; empty if the failure has another reason.
     *
     * @param causes the exception and its causes, the innermost last
     */
    public static Optional<String> message(List<Throwable> causes) {
        for (int i = causes.size() - 1; i >= 0; i--) {
            Throwable cause = causes.get(i);
            if (cause instanceof MarkedYamlEngineException yaml
                    && yaml.getProblemMark().isPresent()) {
                Mark mark = yaml.getProblemMark().get();
                return Optional.of(place(mark.getName(), mark.getLine() + 1) + ": " + oneLine(yaml.getProblem()));
            }
            if (cause instanceof RouteFileException) {
                return Optional.of(cause.getMessage());
            }
        }
        return causes.stream()
                .filter(FailedToCreateRouteException.class::isInstance)
                .map(FailedToCreateRouteException.class::cast)
                .findFirst()
                .map(e -> (e.getLocation() == null ? "" : place(e.getLocation(), 0) + ": ") + "route " + e.getRouteId()
                        + ": " + reason(e));
    }

    private static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.toString() : oneLine(root.getMessage());
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}

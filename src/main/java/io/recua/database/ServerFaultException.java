package io.recua.database;

import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * MySQL cannot take rows now, whatever they are: it is away, full, read-only, or the user may not write. The object is not
 * to blame: it stays where it is, however long, and its load goes on behind the last commit.
 */
public final class ServerFaultException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private ServerFaultException(String message) {
        super(message);
    }

    /**
     * The fault that an error tells, in one sentence: what MySQL says, and what to do about it. It has no cause: Camel
     * chooses by the innermost one, suppressed ones included, what becomes of a failure.
     */
    public static ServerFaultException of(SQLException error) {
        SQLException reason = reason(error);
        boolean lost = reason.getErrorCode() == 0;
        // The driver's own text has several lines and the address of the server.
        String says = lost ? "the connection to MySQL is lost" : "MySQL says: " + reason.getMessage();
        return new ServerFaultException(says + "; " + SqlErrors.advice(reason));
    }

    /** The fault that a failure comes from; empty if it comes from anything else than the server. */
    public static Optional<ServerFaultException> in(Throwable failure) {
        if (failure instanceof ServerFaultException fault) {
            return Optional.of(fault);
        }
        return errors(failure)
                .filter(error -> switch (SqlErrors.kind(error)) {
                    case REPLAY, SERVER -> true;
                    case ROW, UNKNOWN -> false;
                })
                .findFirst()
                .map(ServerFaultException::of);
    }

    /** A pool that cannot connect says only that it waited; the cause is what MySQL said. */
    private static SQLException reason(SQLException error) {
        return errors(error)
                .filter(cause -> cause.getErrorCode() != 0)
                .findFirst()
                .orElse(error);
    }

    private static Stream<SQLException> errors(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .filter(SQLException.class::isInstance)
                .map(SQLException.class::cast);
    }
}

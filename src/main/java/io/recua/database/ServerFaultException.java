package io.recua.database;

import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Thrown if MySQL cannot accept any rows now: it is not reachable, full or read-only, or the user may not write. The
 * cause is not the object. The object stays where it is without a time limit, and its load continues after the last
 * commit.
 */
public final class ServerFaultException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private ServerFaultException(String message) {
        super(message);
    }

    /**
     * Creates the exception for an error. The message contains the error that MySQL reports and the remedy. The
     * exception has no cause, because Camel selects the error handler by the innermost exception, including suppressed
     * ones.
     */
    public static ServerFaultException of(SQLException error) {
        SQLException reason = reason(error);
        boolean lost = reason.getErrorCode() == 0;
        // The driver's message for a lost connection has several lines and contains the address of the server.
        String message = lost ? "the connection to MySQL is lost" : "MySQL reports: " + reason.getMessage();
        return new ServerFaultException(message + "; " + SqlErrors.advice(reason));
    }

    /** Returns the server fault that caused a failure; empty if the failure has another cause. */
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

    /** Returns the error of MySQL. If a pool cannot connect, this is the cause of the pool's timeout. */
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

package io.recua.failure;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.core.NestedRuntimeException;

/** Describes the cause of a failure in one line. Stack traces go to the debug log. */
public final class Cause {

    private Cause() {}

    /**
     * Returns the last two messages of the chain of causes, such as {@code Communications link failure: Connection
     * refused}.
     */
    public static String line(Throwable failure) {
        List<String> messages = Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                // Messages of Spring's exceptions only repeat the SQL.
                .filter(cause -> !(cause instanceof NestedRuntimeException) || cause.getCause() == null)
                .map(Cause::message)
                .distinct()
                .toList();
        String last = messages.get(messages.size() - 1);
        String before = messages.size() < 2 ? last : messages.get(messages.size() - 2);
        return before.contains(last) ? before : before + ": " + last;
    }

    private static String message(Throwable cause) {
        String message = cause.getMessage();
        return message == null || message.isBlank()
                ? cause.getClass().getSimpleName()
                : message.strip().lines().findFirst().orElseThrow();
    }
}

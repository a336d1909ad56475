package io.recua.table;

import java.util.Locale;

/** Thrown if a column cannot store a value unchanged. The message becomes the rejection reason of the row. */
public final class InvalidValueException extends Exception {

    private static final long serialVersionUID = 1;

    public InvalidValueException(String reason) {
        super(reason, null, false, false);
    }

    /**
     * Checks a condition that a value must meet.
     *
     * @param reason why the value is rejected, as a format for the arguments if there are any
     */
    public static void require(boolean holds, String reason, Object... arguments) throws InvalidValueException {
        if (!holds) {
            throw new InvalidValueException(
                    arguments.length == 0 ? reason : String.format(Locale.ROOT, reason, arguments));
        }
    }
}

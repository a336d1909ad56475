package io.recua.table;

/** Thrown if a column cannot store a value unchanged. The message becomes the rejection reason of the row. */
public final class InvalidValueException extends Exception {

    private static final long serialVersionUID = 1;

    public InvalidValueException(String reason) {
        super(reason, null, false, false);
    }
}

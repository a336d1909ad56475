package io.recua.table;

/** A value that its column cannot hold as it is; the message is the reason that the row is rejected with. */
public final class InvalidValueException extends Exception {

    private static final long serialVersionUID = 1;

    public InvalidValueException(String reason) {
        super(reason, null, false, false);
    }
}

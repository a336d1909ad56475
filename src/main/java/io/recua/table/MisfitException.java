package io.recua.table;

/** A value that its column cannot hold as it is; the message is the reason that the row is rejected with. */
public final class MisfitException extends Exception {

    private static final long serialVersionUID = 1;

    public MisfitException(String reason) {
        super(reason, null, false, false);
    }
}

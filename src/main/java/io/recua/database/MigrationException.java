package io.recua.database;

/** Thrown if the ledger cannot be migrated. The message says what failed, why, and what to do. */
public final class MigrationException extends RuntimeException {

    private static final long serialVersionUID = 1;

    MigrationException(String message, Throwable cause) {
        super("database: " + message, cause);
    }
}

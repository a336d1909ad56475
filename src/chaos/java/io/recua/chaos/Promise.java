package io.recua.chaos;

/** What is checked after each run, or while it lasts. */
enum Promise {
    ROWS("each row of each table as the reference has it, byte for byte"),
    ONCE("no record of a load is in the table twice"),
    COUNTS("inserted, updated, unchanged, duplicates, rejected and deleted of each load as the reference counts them"),
    REJECTED("the rejected rows of each load are one file, with line and bytes of each"),
    OBJECTS("each object is in archive/ or quarantine/, once and with its bytes; landing/ is empty"),
    CHECKPOINTS("each lane of an ended load is at its last record, and its rejected rows have left the ledger"),
    INSTANT("each row has the instant of its load"),
    ORDER("the loads of a feed are in the order of their keys, one at a time"),
    FETCH("only whole contents land, each behind the one that the source had before"),
    STOP("SIGTERM ends the process within 20 s"),
    ALIVE("an instance that has started does not end by itself"),
    GOES_ON("all that landed is loaded within 3 minutes after the last fault");

    private final String text;

    Promise(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }
}

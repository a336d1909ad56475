package io.recua.row;

/** The values of a row, in the order of the written columns. Each value is a range of an array, in UTF-8. */
interface Values {

    /** Returns the number of the record, from 1 after the header. */
    long number();

    boolean isNull(int index);

    /** Returns the array that holds the value from {@link #start} on; do not change it. */
    byte[] utf8(int index);

    int start(int index);

    /** Returns the length of the value, in bytes. */
    int length(int index);
}

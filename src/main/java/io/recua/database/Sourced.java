package io.recua.database;

/**
 * A value and where it came from; only the latter is ever logged.
 *
 * @param origin the parameter, the secret, or the place in a property source
 */
record Sourced(String value, String origin) {

    @Override
    public String toString() {
        return origin;
    }
}

package io.recua.database;

/**
 * The value of a setting and its origin. {@link #toString()} returns only the origin, because the value may be secret.
 *
 * @param value the value, never to be logged
 * @param origin the parameter, the secret or the property source that the value was read from
 */
record SettingValue(String value, String origin) {

    @Override
    public String toString() {
        return origin;
    }
}

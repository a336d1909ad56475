package io.recua.database;

/**
 * The credentials for the database.
 *
 * @param user the user; null if the JDBC URL contains it
 * @param password the password; null if the JDBC URL contains it or IAM replaces it
 * @param token the source of tokens that replace the password with IAM authentication; otherwise null
 */
record Credentials(SettingValue user, SettingValue password, IamToken token) {

    boolean sameAs(Credentials other) {
        return value(user).equals(value(other.user)) && value(password).equals(value(other.password));
    }

    String userOrNull() {
        return user == null ? null : user.value();
    }

    String passwordOrNull() {
        if (token != null) {
            return token.get();
        }
        return password == null ? null : password.value();
    }

    private static String value(SettingValue part) {
        return part == null ? "" : part.value();
    }

    /** Returns the origins of the user and the password, without their values. */
    @Override
    public String toString() {
        return "user from " + origin(user) + ", password from " + (token == null ? origin(password) : "IAM");
    }

    private static String origin(SettingValue part) {
        return part == null ? "spring.datasource.url" : part.origin();
    }
}

package io.recua.database;

/**
 * Who asks the database; user and password are null where the JDBC URL says it.
 *
 * @param token what stands for the password with IAM, else null
 */
record Credentials(Sourced user, Sourced password, IamToken token) {

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

    private static String value(Sourced part) {
        return part == null ? "" : part.value();
    }

    /** Where they came from. */
    @Override
    public String toString() {
        return "user from " + origin(user) + ", password from " + (token == null ? origin(password) : "IAM");
    }

    private static String origin(Sourced part) {
        return part == null ? "spring.datasource.url" : part.origin();
    }
}

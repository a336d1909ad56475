package io.recua.database;

/** Who asks the database; both are null where the JDBC URL says it. */
record Credentials(Sourced user, Sourced password) {

    boolean sameAs(Credentials other) {
        return value(user).equals(value(other.user)) && value(password).equals(value(other.password));
    }

    String userOrNull() {
        return user == null ? null : user.value();
    }

    String passwordOrNull() {
        return password == null ? null : password.value();
    }

    private static String value(Sourced part) {
        return part == null ? "" : part.value();
    }

    /** Where they came from. */
    @Override
    public String toString() {
        return "user from " + origin(user) + ", password from " + origin(password);
    }

    private static String origin(Sourced part) {
        return part == null ? "spring.datasource.url" : part.origin();
    }
}

package io.recua.config;

import java.util.regex.Pattern;

/**
 * A user of the page and the endpoints.
 *
 * @param password plain, or {@code {bcrypt}} and a hash
 */
public record UserProperties(String password, Role role) {

    /** What a user may do. */
    public enum Role {
        /** Sees everything and changes nothing. */
        VIEWER,
        /** Sees everything and changes what the page and the endpoints can change. */
        OPERATOR
    }

    private static final String BCRYPT = "{bcrypt}";
    private static final Pattern HASH = Pattern.compile("\\$2[aby]\\$\\d\\d\\$[./A-Za-z0-9]{53}");

    /** The length of the ledger's columns that name a user. */
    private static final int MAX_NAME = 255;

    void check(String name) {
        String prefix = "recua.users." + name;
        checkName(prefix, name);
        SettingException.require(
                password != null && !password.isBlank(),
                prefix + ".password",
                "is missing; write the user's password, plain or as {bcrypt} and its hash");
        checkPassword(prefix + ".password", password);
        SettingException.require(role != null, prefix + ".role", "is missing; write viewer or operator");
    }

    static void checkName(String setting, String name) {
        SettingException.require(
                !name.isBlank() && !name.contains(":") && name.length() <= MAX_NAME,
                setting,
                "write a name without a colon, at most 255 characters; HTTP Basic does not allow a colon");
    }

    /** A wrong hash would match no password, and nobody would know why. */
    static void checkPassword(String setting, String password) {
        SettingException.require(
                !password.startsWith(BCRYPT)
                        || HASH.matcher(password.substring(BCRYPT.length())).matches(),
                setting,
                "is not a bcrypt hash; write {bcrypt} and then a hash such as $2y$10$ and 53 characters");
    }

    /** Returns the password as Spring Security stores it: with the name of its encoding. */
    public String encodedPassword() {
        return password.startsWith(BCRYPT) ? password : "{noop}" + password;
    }

    /** Omits the password, so that it is not logged with the settings. */
    @Override
    public String toString() {
        return "UserProperties[role=" + role + "]";
    }
}

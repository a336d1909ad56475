package io.recua.table;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads the privileges of the connection's user from {@code SHOW GRANTS}, which includes those of the user's roles. */
final class Grants {

    private static final String NAME = "`(?:[^`]|``)*+`";
    private static final Pattern GRANT =
            Pattern.compile("GRANT (.*?) ON (\\*|" + NAME + ")\\.(\\*|" + NAME + ") TO .*", Pattern.DOTALL);

    private final List<String> lines;

    Grants(List<String> lines) {
        this.lines = lines;
    }

    static Grants of(JdbcClient jdbc) {
        return new Grants(jdbc.sql("show grants").query(String.class).list());
    }

    /** Returns whether the user has the privilege on all tables of the server; false if any part of it is revoked. */
    boolean everywhere(String privilege) {
        return on(privilege, null, null);
    }

    /** Returns whether the user has the privilege on the table; false if it is revoked for any schema. */
    boolean on(String privilege, String schema, String table) {
        return lines.stream().noneMatch(line -> line.startsWith("REVOKE ") && line.contains(privilege))
                && lines.stream()
                        .map(GRANT::matcher)
                        .filter(Matcher::matches)
                        .filter(grant -> contains(grant.group(1), privilege))
                        .anyMatch(
                                grant -> covers(grant.group(2), schema, true) && covers(grant.group(3), table, false));
    }

    private static boolean contains(String privileges, String privilege) {
        return privileges.equals("ALL PRIVILEGES")
                || List.of(privileges.split(", ?")).contains(privilege);
    }

    /** Returns whether a grant covers a name. In a grant, the name of a schema is a LIKE pattern. */
    private static boolean covers(String granted, String name, boolean pattern) {
        if (granted.equals("*")) {
            return true;
        }
        String unquoted = granted.substring(1, granted.length() - 1).replace("``", "`");
        return name != null && (pattern ? like(unquoted).matcher(name).matches() : unquoted.equals(name));
    }

    private static Pattern like(String pattern) {
        StringBuilder regex = new StringBuilder();
        for (int at = 0; at < pattern.length(); at++) {
            char c = pattern.charAt(at);
            boolean escaped = c == '\\' && at + 1 < pattern.length();
            regex.append(
                    escaped
                            ? Pattern.quote(String.valueOf(pattern.charAt(++at)))
                            : c == '%' ? ".*" : c == '_' ? "." : Pattern.quote(String.valueOf(c)));
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }
}

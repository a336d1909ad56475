package io.recua.table;

import static io.recua.table.ValueChecks.require;

import io.recua.table.Column.ValueCheck;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Validates the values of ENUM and SET columns. A value must spell its members exactly as the column's type does. */
final class Members {

    private Members() {}

    static ValueCheck oneOf(String columnType) {
        Set<String> members = new HashSet<>(listed(columnType));
        return value -> {
            require(members.contains(value), "is none of the column's values");
            return value;
        };
    }

    /** Writes each member once and in the order of the type, as the column stores them. */
    static ValueCheck allOf(String columnType) {
        List<String> members = listed(columnType);
        int longest = String.join(",", members).length();
        return value -> {
            require(value.length() <= longest, "is longer than all of the column's values together");
            List<String> given = List.of(value.split(",", -1));
            require(members.containsAll(given), "holds a value that is not one of the column's values");
            return String.join(
                    ",", members.stream().filter(new HashSet<>(given)::contains).toList());
        };
    }

    /** Returns the members of a type such as {@code enum('a','it''s','back\\slash')}. */
    private static List<String> listed(String columnType) {
        List<String> members = new ArrayList<>();
        StringBuilder member = null;
        for (int at = columnType.indexOf('('); at < columnType.length(); at++) {
            char c = columnType.charAt(at);
            if (member == null) {
                member = c == '\'' ? new StringBuilder() : null;
            } else if (c == '\\') {
                member.append(unescaped(columnType.charAt(++at)));
            } else if (c != '\'') {
                member.append(c);
            } else if (columnType.startsWith("''", at)) {
                member.append(columnType.charAt(++at));
            } else {
                members.add(member.toString());
                member = null;
            }
        }
        return members;
    }

    private static char unescaped(char escaped) {
        return switch (escaped) {
            case '0' -> '\0';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 'Z' -> '\032';
            default -> escaped;
        };
    }
}

package io.recua.table;

import static io.recua.table.ValueChecks.require;

import io.recua.table.Column.ValueCheck;
import java.nio.charset.StandardCharsets;

/** What text and binary columns take: characters of the column's charset, and no more of them than it holds. */
final class Texts {

    private Texts() {}

    static ValueCheck characters(String type, long most, Repertoire repertoire) {
        return inRepertoire(repertoire, value -> {
            if (value.length() > most) {
                int length = value.codePointCount(0, value.length());
                require(length <= most, length + " characters, but %s holds %d", type, most);
            }
            return value;
        });
    }

    /** Counts the bytes in the column's charset; where that takes its tables, at least as many as there must be. */
    static ValueCheck octets(long most, Repertoire repertoire) {
        return inRepertoire(repertoire, value -> {
            if (value.length() > most / Repertoire.MOST_BYTES) {
                long length = repertoire.leastOctets(value);
                require(length <= most, length + " bytes, but the column holds %d", most);
            }
            return value;
        });
    }

    static ValueCheck exactOctets(long length) {
        return value -> {
            int given = value.getBytes(StandardCharsets.UTF_8).length;
            require(given == length, given + " bytes, but the column holds exactly %d", length);
            return value;
        };
    }

    static ValueCheck noTrailingBlank(ValueCheck next) {
        return value -> {
            require(!value.endsWith(" "), "ends with a blank, which a CHAR column drops; make it VARCHAR");
            return next.apply(value);
        };
    }

    private static ValueCheck inRepertoire(Repertoire repertoire, ValueCheck next) {
        if (repertoire.isComplete()) {
            return next;
        }
        return value -> {
            int stranger = value.codePoints()
                    .filter(character -> !repertoire.contains(character))
                    .findFirst()
                    .orElse(-1);
            require(stranger < 0, "character U+%04X is not in the column's charset " + repertoire.charset(), stranger);
            return next.apply(value);
        };
    }
}

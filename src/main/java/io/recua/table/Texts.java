package io.recua.table;

import static io.recua.table.ValueChecks.require;

import io.recua.table.Column.ValueCheck;
import java.nio.charset.StandardCharsets;

/** Validates the values of text and binary columns: the charset must contain the characters, and they must fit. */
final class Texts {

    private Texts() {}

    static ValueCheck characters(String type, long max, Repertoire repertoire) {
        return inRepertoire(repertoire, value -> {
            if (value.length() > max) {
                int length = value.codePointCount(0, value.length());
                require(length <= max, length + " characters, but %s holds %d", type, max);
            }
            return value;
        });
    }

    /** Limits the bytes in the column's charset; for a variable-length charset other than UTF-8, their lower bound. */
    static ValueCheck octets(long max, Repertoire repertoire) {
        return inRepertoire(repertoire, value -> {
            if (value.length() > max / Repertoire.MAX_BYTES) {
                long length = repertoire.minOctets(value);
                require(length <= max, length + " bytes, but the column holds %d", max);
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

    static ValueCheck noTrailingSpace(ValueCheck next) {
        return value -> {
            require(!value.endsWith(" "), "ends with a space, which a CHAR column removes; make it VARCHAR");
            return next.apply(value);
        };
    }

    private static ValueCheck inRepertoire(Repertoire repertoire, ValueCheck next) {
        if (repertoire.isComplete()) {
            return next;
        }
        return value -> {
            int missing = value.codePoints()
                    .filter(character -> !repertoire.contains(character))
                    .findFirst()
                    .orElse(-1);
            require(missing < 0, "character U+%04X is not in the column's charset " + repertoire.charset(), missing);
            return next.apply(value);
        };
    }
}

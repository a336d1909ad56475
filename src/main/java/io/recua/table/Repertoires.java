package io.recua.table;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Queries the database once per charset for the characters that the charset contains. Java's charsets are not used:
 * they differ from the database's charsets of the same names in some characters.
 */
@Component
class Repertoires {

    private static final int PLANE = 0x10000;

    /** Characters per query. The query fits into the smallest {@code max_allowed_packet}. */
    private static final int CHUNK = 0x800;

    private static final Set<String> SUPPLEMENTARY = Set.of("utf16", "utf16le", "utf32", "gb18030");

    private final JdbcClient jdbc;
    private final Map<String, Repertoire> known = new ConcurrentHashMap<>(Map.of(
            "utf8mb4", Repertoire.unicode("utf8mb4", true),
            "utf8mb3", Repertoire.unicode("utf8mb3", false),
            "utf8", Repertoire.unicode("utf8", false)));

    Repertoires(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Returns the repertoire of a charset.
     *
     * @param charset the charset of the column; null if the column has none
     */
    Repertoire of(String charset) {
        return charset == null ? Repertoire.BINARY : known.computeIfAbsent(charset, this::query);
    }

    private Repertoire query(String charset) {
        BitSet bmp = new BitSet(PLANE);
        for (int from = 0; from < PLANE; from += CHUNK) {
            if (!Character.isSurrogate((char) from)) {
                addStored(from, charset, bmp);
            }
        }
        return new Repertoire(charset, bmp, SUPPLEMENTARY.contains(charset));
    }

    /**
     * Converts each character to the charset and back. A character that the charset lacks comes back as another one.
     */
    private void addStored(int from, String charset, BitSet bmp) {
        StringBuilder given = new StringBuilder();
        for (int character = from; character < from + CHUNK; character++) {
            given.append((char) character);
        }
        String hex = HexFormat.of().formatHex(given.toString().getBytes(StandardCharsets.UTF_8));
        // SQL allows no parameter for the name of a charset. The name comes from information_schema, so it is safe.
        String back = jdbc.sql("select hex(convert(convert(convert(unhex(?) using utf8mb4) using " + charset
                        + ") using utf8mb4))")
                .param(hex)
                .query((row, number) -> new String(HexFormat.of().parseHex(row.getString(1)), StandardCharsets.UTF_8))
                .single();
        for (int i = 0; i < CHUNK && back.length() == CHUNK; i++) {
            bmp.set(from + i, back.charAt(i) == given.charAt(i));
        }
    }
}

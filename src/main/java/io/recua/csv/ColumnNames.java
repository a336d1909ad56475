package io.recua.csv;

import io.recua.table.Table;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Makes names for the columns of a table from the names in a header line. */
final class ColumnNames {

    private static final int MAX_LENGTH = 64;
    private static final String UNNAMED = "column_";

    private ColumnNames() {}

    /**
     * Returns a name for each column, all different: lower-case letters, digits and underscores, at most 64 characters.
     *
     * @param names the names in the header line
     */
    static List<String> of(List<String> names) {
        List<String> columns = new ArrayList<>();
        for (String name : names) {
            String plain = plain(name);
            plain = plain.isEmpty() ? UNNAMED + (columns.size() + 1) : plain;
            plain = Character.isDigit(plain.charAt(0)) ? UNNAMED + plain : plain;
            plain = Table.RECUA_COLUMNS.contains(plain) ? "file_" + plain : plain;
            columns.add(unique(cut(plain, MAX_LENGTH), columns));
        }
        return columns;
    }

    /** Writes an n with a tilde as "ni": without it, many a Spanish word is another one. */
    static String plain(String name) {
        String decomposed = Normalizer.normalize(name.toLowerCase(Locale.ROOT), Normalizer.Form.NFKD)
                .replace("n\u0303", "ni")
                .replaceAll("[\u0300-\u036f]", "");
        return Normalizer.normalize(decomposed, Normalizer.Form.NFC)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{M}\\p{N}]|[^\u0000-\uffff]", "_")
                .replaceAll("__+", "_")
                .replaceAll("^_|_$", "");
    }

    private static String unique(String name, List<String> taken) {
        String unique = name;
        for (int number = 2; taken.contains(unique); number++) {
            unique = cut(name, MAX_LENGTH - 6) + "_" + number;
        }
        return unique;
    }

    private static String cut(String name, int length) {
        return name.substring(0, Math.min(length, name.length()));
    }
}

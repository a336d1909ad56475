package io.recua.csv;

import io.recua.ingest.RefusedException;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Reads the column names from the first record of a CSV. */
public final class HeaderLine {

    /** MySQL allows 4,096 columns in a table; a file may have more, because the table need not have all of them. */
    static final int MAX_COLUMNS = 10_000;

    private HeaderLine() {}

    /**
     * Reads the column names and strips blank and invisible characters around them.
     *
     * @param records the records of the CSV; the first one is consumed
     * @throws RefusedException if the object is empty, has too many columns, or its header is malformed or not in the
     *     charset
     */
    public static List<String> names(Iterator<CsvRecord> records, FieldDecoder decoder) {
        if (!records.hasNext()) {
            throw new RefusedException("the object is empty; a header line with the columns' names must come first");
        }
        CsvRecord line = records.next();
        if (line.fault() != null) {
            throw new RefusedException("the header line is not CSV: " + line.fault());
        }
        if (line.size() > MAX_COLUMNS) {
            throw new RefusedException("the header on line " + line.line() + " has " + line.size()
                    + " columns; at most " + MAX_COLUMNS + " are read");
        }
        List<String> names = new ArrayList<>();
        try {
            for (int field = 0; field < line.size(); field++) {
                String name = decoder.decode(line, field);
                names.add(name == null ? "" : strip(name));
            }
        } catch (CharacterCodingException e) {
            throw new RefusedException("the header line holds bytes that are not " + decoder.charset());
        }
        return names;
    }

    private static String strip(String name) {
        int start = 0;
        int end = name.length();
        while (start < end && isBlank(name.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(name.charAt(end - 1))) {
            end--;
        }
        return name.substring(start, end);
    }

    /** White space, no-break spaces, control characters, and characters without width, such as a byte order mark. */
    private static boolean isBlank(char character) {
        return Character.isSpaceChar(character)
                || Character.isISOControl(character)
                || Character.getType(character) == Character.FORMAT;
    }
}

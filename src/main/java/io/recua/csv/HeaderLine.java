package io.recua.csv;

import io.recua.ingest.RefusedException;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The first record of a CSV, which names the columns. */
public final class HeaderLine {

    /** MySQL allows 4,096 columns a table; a file may have more of which the table lacks some. */
    static final int MAX_COLUMNS = 10_000;

    private HeaderLine() {}

    /**
     * Reads the columns' names, without what is blank or invisible around them.
     *
     * @throws RefusedException if there are none or too many, or they are no CSV in the charset
     */
    public static List<String> names(Iterator<CsvRecord> records, FieldDecoder decoder) {
        if (!records.hasNext()) {
            throw new RefusedException("the object is empty; a header line with the columns' names must come first");
        }
        CsvRecord line = records.next();
        if (line.fault() != null) {
            throw new RefusedException("the header line is no CSV: " + line.fault());
        }
        if (line.size() > MAX_COLUMNS) {
            throw new RefusedException("the header on line " + line.line() + " has " + line.size()
                    + " columns; at most " + MAX_COLUMNS + " are read");
        }
        List<String> names = new ArrayList<>();
        try {
            for (int field = 0; field < line.size(); field++) {
                String name = decoder.decode(line, field);
                names.add(name == null ? "" : stripped(name));
            }
        } catch (CharacterCodingException e) {
            throw new RefusedException("the header line holds bytes that are not " + decoder.charset());
        }
        return names;
    }

    private static String stripped(String name) {
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

    /** White space, no-break spaces, control characters, and what has no width, such as a byte order mark. */
    private static boolean isBlank(char character) {
        return Character.isSpaceChar(character)
                || Character.isISOControl(character)
                || Character.getType(character) == Character.FORMAT;
    }
}

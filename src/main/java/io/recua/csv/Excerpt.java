package io.recua.csv;

import java.util.List;
import java.util.stream.Collectors;

/** Shortens text from outside for use in messages, and replaces invisible characters by their code. */
public final class Excerpt {

    private static final int MAX_CHARACTERS = 100;
    private static final int MAX_NAMES = 10;

    private Excerpt() {}

    /**
     * Returns at most 100 characters of the text; invisible characters are shown as their hexadecimal code after a
     * backslash.
     */
    public static String of(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(MAX_CHARACTERS).forEach(character -> append(shown, character));
        return shown.append(text.codePointCount(0, text.length()) > MAX_CHARACTERS ? "…" : "")
                .toString();
    }

    private static void append(StringBuilder shown, int character) {
        if (isShown(character)) {
            shown.appendCodePoint(character);
        } else {
            shown.append("\\u%04X".formatted(character));
        }
    }

    private static boolean isShown(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> character == ' ';
            default -> true;
        };
    }

    /** Returns the first ten names, and the number of the others. */
    public static String of(List<String> names) {
        String first = names.stream().limit(MAX_NAMES).map(Excerpt::of).collect(Collectors.joining(", "));
        return names.size() > MAX_NAMES ? first + " and " + (names.size() - MAX_NAMES) + " more" : first;
    }
}

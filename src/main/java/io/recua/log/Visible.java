package io.recua.log;

/**
 * Makes text from outside visible as it is: line breaks, escape sequences of terminals and characters that turn the
 * direction of writing become Java's escapes, so that a key or a header can neither forge a line of the log nor command a
 * terminal.
 */
public final class Visible {

    private Visible() {}

    /** The text with an escape such as {@code \n} or {@code \u001b} for each character that a reader cannot see. */
    public static String of(String text) {
        if (text == null || text.chars().allMatch(Visible::isShown)) {
            return text;
        }
        StringBuilder shown = new StringBuilder(text.length() + 16);
        text.chars().forEach(character -> {
            if (isShown(character)) {
                shown.append((char) character);
            } else {
                shown.append(escape(character));
            }
        });
        return shown.toString();
    }

    private static boolean isShown(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            // Joiners within words and emojis are of this type too; U+061C, U+200E and the like turn the direction.
            case Character.FORMAT -> character == 0x200c || character == 0x200d;
            default -> true;
        };
    }

    private static String escape(int character) {
        return switch (character) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> "\\u%04x".formatted(character);
        };
    }
}

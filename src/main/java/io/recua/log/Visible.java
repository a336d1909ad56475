package io.recua.log;

/**
 * Escapes invisible characters in text from outside: line breaks, terminal escape sequences and characters that change
 * the writing direction become Java escapes. So an object key or a header can neither forge a log line nor control a
 * terminal.
 */
public final class Visible {

    private Visible() {}

    /** Returns the text with a Java escape, such as {@code \n} or {@code \u001b}, for each invisible character. */
    public static String of(String text) {
        if (text == null || text.chars().allMatch(Visible::isVisible)) {
            return text;
        }
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        text.chars().forEach(character -> {
            if (isVisible(character)) {
                escaped.append((char) character);
            } else {
                escaped.append(escape(character));
            }
        });
        return escaped.toString();
    }

    private static boolean isVisible(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            // Keep the joiners of words and emojis. Others of this type, such as U+061C, change the direction.
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

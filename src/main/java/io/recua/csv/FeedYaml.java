package io.recua.csv;

import java.util.List;
import java.util.stream.Collectors;

/** Writes settings as YAML, a line for each, with remarks behind them. Text is quoted wherever YAML would read it otherwise. */
final class FeedYaml {

    /** The column in which remarks begin, if the line is shorter. */
    private static final int REMARK = 48;

    /** Words and numbers that YAML would not read as text need quotes, and so do most other characters. */
    private static final String PLAIN =
            "(?!(?i:y|n|yes|no|on|off|true|false|null)$)\\p{L}[\\p{L}\\p{M}\\p{N}_./-]*( [\\p{L}\\p{N}_./(][\\p{L}\\p{M}\\p{N}_./()-]*)*";

    /** The setting's own way to write a tab. */
    static final String TAB = "\\t";

    private final StringBuilder lines = new StringBuilder();
    private final boolean isAscii;

    /** @param isAscii whether other characters within values are written as escapes */
    FeedYaml(boolean isAscii) {
        this.isAscii = isAscii;
    }

    /** Adds a line with the name of a group of settings. */
    FeedYaml group(int depth, String name) {
        return line(depth, quoted(name) + ":", null);
    }

    /**
     * Adds a setting.
     *
     * @param value a text, a list of texts, a number or a boolean
     * @param remark null for none
     */
    FeedYaml setting(int depth, String name, Object value, String remark) {
        return line(depth, quoted(name) + ": " + written(value), remark);
    }

    /** Adds a line with a remark alone. */
    FeedYaml remark(int depth, String remark) {
        lines.append("  ".repeat(depth)).append("# ").append(oneLine(remark)).append('\n');
        return this;
    }

    private FeedYaml line(int depth, String text, String remark) {
        String line = "  ".repeat(depth) + text;
        lines.append(line);
        if (remark != null) {
            lines.append(" ".repeat(Math.max(2, REMARK - line.length())))
                    .append("# ")
                    .append(oneLine(remark));
        }
        lines.append('\n');
        return this;
    }

    private static String oneLine(String remark) {
        return remark.codePoints()
                .mapToObj(character -> Character.isISOControl(character)
                                || Character.getType(character) == Character.FORMAT
                                || Character.getType(character) == Character.LINE_SEPARATOR
                                || Character.getType(character) == Character.PARAGRAPH_SEPARATOR
                        ? "?"
                        : Character.toString(character))
                .collect(Collectors.joining());
    }

    private String written(Object value) {
        return value instanceof List<?> texts
                ? texts.stream().map(text -> quoted(text.toString())).collect(Collectors.joining(", ", "[", "]"))
                : value instanceof String text ? quoted(text) : value.toString();
    }

    /** Returns a text as it must stand in YAML. */
    private String quoted(String text) {
        if (text.equals(TAB) || text.matches(PLAIN) && (!isAscii || text.chars().allMatch(c -> c < 0x7f))) {
            return text;
        }
        return text.chars().mapToObj(this::escaped).collect(Collectors.joining("", "\"", "\""));
    }

    private String escaped(int character) {
        return switch (character) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case '\t' -> "\\t";
            default ->
                character < ' ' || character == 0x7f || character > 0x7f && (isAscii || !isShown(character))
                        ? "\\u%04x".formatted(character)
                        : Character.toString(character);
        };
    }

    private static boolean isShown(int character) {
        return Character.isLetterOrDigit(character) || "°ºª€£¿¡·–—".indexOf(character) >= 0;
    }

    @Override
    public String toString() {
        return lines.toString();
    }
}

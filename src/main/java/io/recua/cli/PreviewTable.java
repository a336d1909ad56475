package io.recua.cli;

import io.recua.load.Preview;
import io.recua.log.Visible;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Prints the first rows of a CSV as they would be stored, a column of the table on each line, because a table may have many
 * columns. NULL is not quoted; a text that could be taken for it is.
 */
final class PreviewTable {

    private static final int MAX_WIDTH = 24;

    private PreviewTable() {}

    static void print(Preview preview, PrintWriter out) {
        List<Preview.Line> stored =
                preview.rows().stream().filter(row -> row.rejection() == null).toList();
        if (preview.rows().isEmpty()) {
            return;
        }
        out.printf("%nThe first rows, as they would be stored:%n%n");
        List<List<String>> columns = new ArrayList<>();
        columns.add(new ArrayList<>(List.of("column")));
        preview.columns().forEach(name -> columns.get(0).add(cut(Visible.of(name), 2 * MAX_WIDTH)));
        for (Preview.Line row : stored) {
            List<String> column = new ArrayList<>(List.of("line " + row.line()));
            row.values().forEach(value -> column.add(shown(value)));
            columns.add(column);
        }
        for (int line = 0; line <= preview.columns().size() && !stored.isEmpty(); line++) {
            StringBuilder text = new StringBuilder();
            for (List<String> column : columns) {
                int width = column.stream().mapToInt(String::length).max().orElse(0);
                text.append("  ")
                        .append(column.get(line))
                        .append(" ".repeat(width - column.get(line).length()));
            }
            out.println(text.toString().stripTrailing());
        }
        preview.rows().stream()
                .filter(row -> row.rejection() != null)
                .forEach(row -> out.printf("  line %d is rejected: %s%n", row.line(), Visible.of(row.rejection())));
    }

    private static String shown(String value) {
        if (value == null) {
            return "NULL";
        }
        return value.isEmpty() || value.equals("NULL") ? '"' + value + '"' : cut(Visible.of(value), MAX_WIDTH);
    }

    private static String cut(String text, int length) {
        return text.codePointCount(0, text.length()) <= length
                ? text
                : text.substring(0, text.offsetByCodePoints(0, length - 1)) + "…";
    }
}

package io.recua.write;

import io.recua.row.Header;
import io.recua.table.Column;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Builds the part of an INSERT that replaces a stored row only if the file gives it another value.
 *
 * <p>MySQL assigns the columns from left to right, and an assignment sees the new values of the columns before it. Therefore
 * the columns that the file does not fill (the timestamp, constants and the origin) come first, under the condition that a value
 * differs. The values of the file come last; assigning an equal value changes nothing.
 */
record ChangedRows(Header header) {

    /** @param replaced the quoted names of the columns to replace */
    String assignments(List<String> replaced) {
        int[] fields = header.fields();
        List<Column> given = IntStream.range(0, fields.length)
                .filter(index -> fields[index] >= 0)
                .mapToObj(header.columns()::get)
                .filter(column -> replaced.contains(column.quoted()))
                .toList();
        List<String> names = given.stream().map(Column::quoted).toList();
        String same = given.isEmpty()
                ? "true"
                : given.stream().map(ChangedRows::isSame).collect(Collectors.joining(" and "));
        Stream<String> others = replaced.stream()
                .filter(column -> !names.contains(column))
                .map(column -> "%s=if(%s,%s,values(%s))".formatted(column, same, column, column));
        return Stream.concat(others, names.stream().map(column -> column + "=values(" + column + ")"))
                .collect(Collectors.joining(","));
    }

    /** Compares text and JSON byte for byte: a collation or JSON takes different values for equal. */
    private static String isSame(Column column) {
        String form = column.form().equals("json") ? "cast(cast(%s as char) as binary)" : "cast(%s as binary)";
        return column.comparesExactly() && !column.form().equals("json")
                ? "%1$s <=> values(%1$s)".formatted(column.quoted())
                : form.formatted(column.quoted()) + " <=> " + form.formatted("values(" + column.quoted() + ")");
    }
}

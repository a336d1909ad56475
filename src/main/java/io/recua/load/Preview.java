package io.recua.load;

import io.recua.row.Header;
import io.recua.row.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The first rows of a CSV, as a load would store them.
 *
 * @param columns the names of the columns that the file fills, in the order of the values
 * @param rows the rows, in the order of the file
 */
public record Preview(List<String> columns, List<Line> rows) {

    /** The number of rows. */
    static final int ROWS = 5;

    /**
     * A row.
     *
     * @param line the line of the file on which its record starts
     * @param values the values after their conversion, null for NULL; empty if the row is rejected
     * @param rejection why it is rejected; null if it is not
     */
    public record Line(long line, List<String> values, String rejection) {}

    /** Returns a preview of rows; the timestamp column, which each load fills anew, is left out. */
    static Preview of(Header header, List<Row> rows) {
        int[] indexes = IntStream.range(0, header.columns().size())
                .filter(index -> index != header.timestampIndex())
                .toArray();
        return new Preview(
                IntStream.of(indexes)
                        .mapToObj(index -> header.columns().get(index).name())
                        .toList(),
                rows.stream().map(row -> line(row, indexes)).toList());
    }

    private static Line line(Row row, int[] indexes) {
        List<String> values = new ArrayList<>();
        if (!row.isRejected()) {
            IntStream.of(indexes).forEach(index -> values.add(row.value(index)));
        }
        return new Line(row.line(), values, row.rejection());
    }
}

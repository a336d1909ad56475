package io.recua.csv;

import io.recua.config.ColumnProperties;
import io.recua.table.Column.ValueCheck;
import java.time.ZoneId;
import java.util.Optional;

/** Chooses how the values of a column are re-spelled in the form that the column accepts. Their meaning never changes. */
public final class ValueFormat {

    private ValueFormat() {}

    /**
     * Returns the format of a column; empty if the file writes its values as the column accepts them.
     *
     * @param column the settings of the column; null if it has none
     * @param stored the time zone in which the column stores times; used only if the column has the setting {@code zone}
     */
    public static Optional<ValueCheck> of(ColumnProperties column, ZoneId stored) {
        if (column == null) {
            return Optional.empty();
        }
        if (column.format() != null) {
            return Optional.of(new TimeFormat(column.format(), column.zone(), stored));
        }
        if (column.isNumber()) {
            return Optional.of(new NumberFormat(column.decimalSeparator(), column.grouping()));
        }
        return column.isBoolean()
                ? Optional.of(new BooleanFormat(column.trueValues(), column.falseValues()))
                : Optional.empty();
    }
}

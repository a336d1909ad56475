package io.recua.csv;

import io.recua.config.ColumnProperties;
import io.recua.table.Column;
import java.time.ZoneId;
import java.util.Optional;

/** Re-spells a value of the file in the form that the column accepts. It never changes the value. */
public interface ValueFormat extends Column.ValueCheck {

    /**
     * Returns the format of a column; empty if the file writes its values as the column accepts them.
     *
     * @param column the settings of the column; null if it has none
     * @param stored the time zone in which the column stores times; used only if the column has the setting {@code zone}
     */
    static Optional<ValueFormat> of(ColumnProperties column, ZoneId stored) {
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

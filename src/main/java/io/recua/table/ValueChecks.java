package io.recua.table;

import io.recua.table.Column.ValueCheck;
import java.util.Locale;

/**
 * Chooses the value check of a column by its description in {@code information_schema.columns}.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/9.7/en/data-types.html">MySQL: Data Types</a>
 */
final class ValueChecks {

    private ValueChecks() {}

    /**
     * The properties of a column in {@code information_schema.columns} that the choice depends on.
     *
     * @param scale the number of decimals; null for a FLOAT or DOUBLE without (M,D) and for types that are not numbers
     */
    record Description(
            String dataType,
            String columnType,
            long characters,
            long octets,
            int precision,
            Integer scale,
            int fraction,
            Repertoire repertoire) {

        boolean unsigned() {
            return columnType.toLowerCase(Locale.ROOT).contains("unsigned");
        }
    }

    /** Returns the check of the column; null if text cannot be written to the type unchanged. */
    static ValueCheck of(Description column) {
        return switch (column.dataType()) {
            case "tinyint" -> Numbers.integer(8, column.unsigned());
            case "smallint" -> Numbers.integer(16, column.unsigned());
            case "mediumint" -> Numbers.integer(24, column.unsigned());
            case "int" -> Numbers.integer(32, column.unsigned());
            case "bigint" -> Numbers.integer(64, column.unsigned());
            case "decimal" -> Numbers.decimal(column.precision(), column.scale(), column.unsigned());
            case "float", "double" -> floating(column);
            case "date" -> Times::date;
            case "datetime" -> value -> Times.dateTime(value, column.fraction());
            case "timestamp" -> value -> Times.timestamp(value, column.fraction());
            case "time" -> value -> Times.time(value, column.fraction());
            case "year" -> Times::year;
            case "char" ->
                Texts.noTrailingSpace(Texts.characters(column.columnType(), column.characters(), column.repertoire()));
            case "varchar" -> Texts.characters(column.columnType(), column.characters(), column.repertoire());
            case "tinytext",
                    "text",
                    "mediumtext",
                    "longtext",
                    "varbinary",
                    "tinyblob",
                    "blob",
                    "mediumblob",
                    "longblob" -> Texts.octets(column.octets(), column.repertoire());
            case "binary" -> Texts.exactOctets(column.octets());
            case "enum" -> Members.oneOf(column.columnType());
            case "set" -> Members.allOf(column.columnType());
            case "json" -> Json::normalized;
            default -> null;
        };
    }

    private static ValueCheck floating(Description column) {
        boolean single = column.dataType().equals("float");
        if (column.scale() != null) {
            return Floats.rounded(column.precision(), column.scale(), column.unsigned(), single);
        }
        return single ? Floats.singlePrecision(column.unsigned()) : Floats.doublePrecision(column.unsigned());
    }

    /**
     * Returns the form of the values that {@link #of} converts. Types with the same form convert a value to the same
     * text.
     */
    static String form(Description column) {
        return switch (column.dataType()) {
            case "tinyint", "smallint", "mediumint", "int", "bigint" -> "integer";
            case "decimal" -> "decimal(" + column.scale() + ")";
            case "float", "double" ->
                column.scale() == null ? column.dataType() : column.dataType() + "(" + column.scale() + ")";
            case "datetime", "timestamp", "time" -> column.dataType() + "(" + column.fraction() + ")";
            case "date", "year", "set", "json" -> column.dataType();
            default -> "text";
        };
    }

    static boolean isText(String dataType) {
        return dataType.endsWith("char")
                || dataType.endsWith("text")
                || dataType.endsWith("binary")
                || dataType.endsWith("blob");
    }

    /** Returns the length up to which the column stores any ASCII text unchanged; -1 if every value must be checked. */
    static int plainLength(Description column) {
        if (!column.repertoire().hasAscii()) {
            return -1;
        }
        return switch (column.dataType()) {
            case "varchar" -> (int) column.characters();
            case "tinytext",
                    "text",
                    "mediumtext",
                    "longtext",
                    "varbinary",
                    "tinyblob",
                    "blob",
                    "mediumblob",
                    "longblob" ->
                (int) Math.min(column.octets() / column.repertoire().minBytes(), Integer.MAX_VALUE);
            default -> -1;
        };
    }

    /** Returns whether MySQL stores valid UTF-8 unchanged if it receives the bytes as binary. */
    static boolean isUtf8(Description column) {
        return switch (column.dataType()) {
            case "json", "enum", "set" -> false;
            default -> column.repertoire().isUtf8();
        };
    }

    static void require(boolean holds, String reason, Object... arguments) throws InvalidValueException {
        if (!holds) {
            throw new InvalidValueException(
                    arguments.length == 0 ? reason : String.format(Locale.ROOT, reason, arguments));
        }
    }
}

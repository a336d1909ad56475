package io.recua.table;

import io.recua.table.ValueChecks.Description;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Describes a table that does not exist yet, as the database would describe it after {@link Ddl#create}. */
public final class DraftTable {

    private static final Pattern TYPE = Pattern.compile("([a-z]+)(?:\\((\\d+)(?:,(\\d+))?\\))?");
    private static final long MAX_TEXT = 65_535;
    private static final long MAX_LONGTEXT = 4_294_967_295L;

    private DraftTable() {}

    /**
     * Returns the table.
     *
     * @param key the names of the key columns; empty for none
     */
    public static Table of(String name, List<Ddl.Definition> definitions, List<String> key) {
        Repertoire repertoire = Repertoire.unicode("utf8mb4", true);
        List<Column> own = definitions.stream()
                .map(definition -> column(definition, repertoire))
                .toList();
        List<Column> all = Stream.concat(
                        Table.RECUA_COLUMNS.stream()
                                .map(column -> column(
                                        new Ddl.Definition(
                                                column, column.equals(Table.ROW_KEY) ? "BINARY(16)" : "BIGINT"),
                                        repertoire)),
                        own.stream())
                .toList();
        List<Column> keyColumns = own.stream()
                .filter(column -> key.stream().anyMatch(column.name()::equalsIgnoreCase))
                .toList();
        return new Table(name, all, keyColumns, Optional.empty(), true, null, Map.of());
    }

    private static Column column(Ddl.Definition definition, Repertoire repertoire) {
        String columnType = definition.type().toLowerCase(Locale.ROOT);
        Matcher matcher = TYPE.matcher(columnType);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a type of this class: " + definition.type());
        }
        String dataType = matcher.group(1);
        int length = matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2));
        boolean isText = ValueChecks.isText(dataType);
        Description description = new Description(
                dataType,
                columnType,
                length,
                dataType.equals("text") ? MAX_TEXT : dataType.equals("longtext") ? MAX_LONGTEXT : length,
                length,
                matcher.group(3) == null ? null : Integer.valueOf(matcher.group(3)),
                length,
                isText ? repertoire : Repertoire.BINARY);
        return new Column(
                definition.name(),
                columnType,
                isText && !dataType.equals("binary") ? "utf8mb4_general_ci" : null,
                ValueChecks.of(description),
                ValueChecks.form(description),
                true,
                Column.Omitted.NULL,
                isText,
                ValueChecks.plainLength(description),
                ValueChecks.isUtf8(description));
    }
}

package io.recua.table;

import io.recua.table.Column.Fit;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Chooses what a column takes from its description in {@code information_schema.columns}.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/9.7/en/data-types.html">MySQL: Data Types</a>
 */
final class ColumnFits {

    private static final Pattern ENUM_MEMBER = Pattern.compile("'((?:[^']|'')*)'");

    private ColumnFits() {}

    /** One row of {@code information_schema.columns}, of what the choice depends on. */
    record Description(
            String dataType,
            String columnType,
            long characters,
            long octets,
            int precision,
            int scale,
            int fraction,
            String charset) {

        boolean unsigned() {
            return columnType.toLowerCase(Locale.ROOT).contains("unsigned");
        }
    }

    /** What the column takes, or null if the type is not one that text can be written to unchanged. */
    static Fit of(Description column) {
        return switch (column.dataType()) {
            case "tinyint" -> Numbers.integer(8, column.unsigned());
            case "smallint" -> Numbers.integer(16, column.unsigned());
            case "mediumint" -> Numbers.integer(24, column.unsigned());
            case "int" -> Numbers.integer(32, column.unsigned());
            case "bigint" -> Numbers.integer(64, column.unsigned());
            case "decimal" -> Numbers.decimal(column.precision(), column.scale(), column.unsigned());
            case "float" -> Numbers.floating(Float.MAX_VALUE, column.unsigned());
            case "double" -> Numbers.floating(Double.MAX_VALUE, column.unsigned());
            case "date" -> Times::date;
            case "datetime" -> value -> Times.dateTime(value, column.fraction());
            case "timestamp" -> value -> Times.timestamp(value, column.fraction());
            case "time" -> value -> Times.time(value, column.fraction());
            case "year" -> Times::year;
            case "char" -> noTrailingBlank(characters(column));
            case "varchar" -> characters(column);
            case "tinytext", "text", "mediumtext", "longtext" -> inCharset(column.charset(), octets(column.octets()));
            case "binary" -> exactOctets(column.octets());
            case "varbinary", "tinyblob", "blob", "mediumblob", "longblob" -> octets(column.octets());
            case "enum" -> oneOf(members(column.columnType()));
            case "set" -> allOf(members(column.columnType()));
            case "json" -> Json::checked;
            default -> null;
        };
    }

    static boolean isText(String dataType) {
        return dataType.endsWith("char")
                || dataType.endsWith("text")
                || dataType.endsWith("binary")
                || dataType.endsWith("blob");
    }

    /** Up to how many ASCII characters the column surely takes as they are; -1 if each value needs a look. */
    static int plainLength(Description column) {
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
                    "longblob" -> (int) Math.min(column.octets(), Integer.MAX_VALUE);
            default -> -1;
        };
    }

    /** Whether MySQL stores bytes that come as binary unchanged, if they are valid UTF-8. */
    static boolean isUtf8(Description column) {
        return switch (column.dataType()) {
            case "json", "enum", "set" -> false;
            default -> column.charset() == null || column.charset().startsWith("utf8");
        };
    }

    private static Fit characters(Description column) {
        return inCharset(column.charset(), value -> {
            if (value.length() > column.characters()) {
                int length = value.codePointCount(0, value.length());
                require(
                        length <= column.characters(),
                        length + " characters, but %s holds %d",
                        column.columnType(),
                        column.characters());
            }
            return value;
        });
    }

    private static Fit octets(long most) {
        return value -> {
            if (value.length() > most / 4) {
                long length = value.getBytes(StandardCharsets.UTF_8).length;
                require(length <= most, length + " bytes, but the column holds %d", most);
            }
            return value;
        };
    }

    private static Fit exactOctets(long length) {
        return value -> {
            int given = value.getBytes(StandardCharsets.UTF_8).length;
            require(given == length, given + " bytes, but the column holds exactly %d", length);
            return value;
        };
    }

    private static Fit noTrailingBlank(Fit next) {
        return value -> {
            require(!value.endsWith(" "), "ends with a blank, which a CHAR column drops; make it VARCHAR");
            return next.apply(value);
        };
    }

    /** The charsets that hold less than UTF-8 and are common; the server checks the others. */
    private static Fit inCharset(String charset, Fit next) {
        int limit =
                switch (charset == null ? "" : charset) {
                    case "ascii" -> 0x7f;
                    case "utf8", "utf8mb3" -> 0xffff;
                    default -> Character.MAX_CODE_POINT;
                };
        if (limit == Character.MAX_CODE_POINT) {
            return next;
        }
        return value -> {
            int stranger = value.codePoints().filter(c -> c > limit).findFirst().orElse(-1);
            require(stranger < 0, "character U+%04X is not in the column's charset " + charset, stranger);
            return next.apply(value);
        };
    }

    private static Fit oneOf(Set<String> members) {
        return value -> {
            require(members.contains(value), "is none of the column's values");
            return value;
        };
    }

    private static Fit allOf(Set<String> members) {
        return value -> {
            require(members.containsAll(Arrays.asList(value.split(",", -1))), "holds none of the column's values");
            return value;
        };
    }

    private static Set<String> members(String columnType) {
        Set<String> members = new HashSet<>();
        Matcher matcher = ENUM_MEMBER.matcher(columnType);
        while (matcher.find()) {
            members.add(matcher.group(1).replace("''", "'"));
        }
        return members;
    }

    static void require(boolean holds, String reason, Object... arguments) throws MisfitException {
        if (!holds) {
            throw new MisfitException(arguments.length == 0 ? reason : String.format(Locale.ROOT, reason, arguments));
        }
    }
}

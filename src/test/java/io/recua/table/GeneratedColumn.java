package io.recua.table;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.recua.testing.TestDatabase;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;

/**
 * A type of column with a source of values for it.
 *
 * @param equality how a value that was written and the one that is read back are compared
 */
record GeneratedColumn(String type, Equality equality, Function<Random, Value> values) {

    /** @param fits whether the column must take it; otherwise it may */
    record Value(String written, boolean fits) {}

    enum Equality {
        NUMBER,
        TEXT,
        INSTANT,
        TIME,
        SET,
        JSON
    }

    private static final ObjectMapper TREE =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    /** From all over the Basic Multilingual Plane and beyond, with what charsets are known to disagree about. */
    private static final List<String> CHARACTERS = List.of(
            "aZ09 ~\\'\"?;,\t",
            "éñßÿÄ",
            "ąčđłőžŁ",
            "αΩς",
            "Яжё",
            "אשת",
            "ابت",
            "漢字中文",
            "あア",
            "한글",
            "ｱ｢",
            "€„™",
            "¥‾～〜−－¢£¬",
            "\u0080\u0085\u009f\u00a0\u00ad",
            "ﬁ\uFEFF\uE000",
            "ไทย",
            "😀𠀀");

    boolean isEqual(String written, String read) throws Exception {
        return switch (equality) {
            case NUMBER -> new BigDecimal(written).compareTo(new BigDecimal(read)) == 0;
            case TEXT -> written.equals(read);
            case INSTANT -> instant(written).equals(instant(read));
            case TIME -> new BigDecimal(seconds(written)).compareTo(new BigDecimal(seconds(read))) == 0;
            case SET -> Set.of(read.split(",")).equals(Set.copyOf(List.of(written.split(","))));
            case JSON -> equal(TREE.readTree(written), TREE.readTree(read));
        };
    }

    private static LocalDateTime instant(String text) {
        String iso = text.replace(' ', 'T');
        return LocalDateTime.parse(iso.length() > 10 ? iso : iso + "T00:00");
    }

    private static String seconds(String time) {
        String[] parts = time.replace("-", "").split(":");
        BigDecimal seconds = new BigDecimal(parts[2])
                .add(BigDecimal.valueOf(60L * Long.parseLong(parts[1]) + 3600L * Long.parseLong(parts[0])));
        return (time.startsWith("-") ? seconds.negate() : seconds).toPlainString();
    }

    private static boolean equal(JsonNode written, JsonNode read) {
        return written.equals(
                Comparator.comparing((JsonNode node) -> node.isNumber() ? "" : node.toString())
                        .thenComparing(node -> node.isNumber() ? node.decimalValue() : BigDecimal.ZERO),
                read);
    }

    static List<GeneratedColumn> all(TestDatabase database) {
        List<GeneratedColumn> columns = new ArrayList<>();
        for (String type : List.of(
                "tinyint",
                "tinyint unsigned",
                "smallint",
                "mediumint unsigned",
                "int",
                "int(10) zerofill",
                "bigint",
                "bigint unsigned",
                "decimal(5,2)",
                "decimal(30,10) unsigned",
                "decimal(65,0)",
                "float",
                "float unsigned",
                "float(7,2)",
                "float(12,4)",
                "double",
                "double(10,2)",
                "double(20,5)",
                "double(255,30)",
                "double unsigned")) {
            columns.add(new GeneratedColumn(type, Equality.NUMBER, GeneratedColumn::number));
        }
        columns.add(new GeneratedColumn("year", Equality.TEXT, random -> year(random)));
        columns.add(new GeneratedColumn("date", Equality.INSTANT, random -> instant(random, 10)));
        for (String type : List.of("datetime", "datetime(3)", "datetime(6)", "timestamp", "timestamp(6)")) {
            columns.add(
                    new GeneratedColumn(type, Equality.INSTANT, random -> instant(random, 10 + random.nextInt(20))));
        }
        columns.add(new GeneratedColumn("time", Equality.TIME, GeneratedColumn::time));
        columns.add(new GeneratedColumn("time(3)", Equality.TIME, GeneratedColumn::time));
        columns.add(new GeneratedColumn(
                "enum('a','B','it''s','back\\\\slash','new\\nline','x,y','é')",
                Equality.TEXT,
                random -> oneOf(
                        random, "a", "B", "it's", "back\\slash", "new\nline", "x,y", "é", "A", "b", "e", "1", "a ")));
        columns.add(new GeneratedColumn(
                "set('a','b','c d')",
                Equality.SET,
                random -> oneOf(random, "a", "a,b", "c d,a", "b,b", "c d", "A", "a,", "d", "1", "a, b", ",")));
        texts(columns, database);
        if (database.isMySql()) {
            columns.add(new GeneratedColumn("json", Equality.JSON, random -> new Value(json(random, 3), false)));
        }
        return columns;
    }

    private static void texts(List<GeneratedColumn> columns, TestDatabase database) {
        for (String charset : database.jdbc()
                .sql("select character_set_name from information_schema.character_sets")
                .query(String.class)
                .list()) {
            if (charset.equals("binary") || charset.equals("filename")) {
                continue;
            }
            boolean unicode = charset.equals("utf8mb4");
            for (String type : List.of("varchar(6)", "tinytext")) {
                columns.add(new GeneratedColumn(
                        type + " character set " + charset, Equality.TEXT, random -> text(random, 6, unicode)));
            }
        }
        columns.add(new GeneratedColumn("char(6)", Equality.TEXT, random -> text(random, 7, false)));
        columns.add(new GeneratedColumn(
                "tinytext character set latin1",
                Equality.TEXT,
                random -> new Value("é".repeat(200 + random.nextInt(56)), true)));
    }

    /** Of one to so many characters. */
    private static Value text(Random random, int longest, boolean fits) {
        StringBuilder text = new StringBuilder();
        int length = 1 + random.nextInt(longest);
        String block = CHARACTERS.get(random.nextInt(CHARACTERS.size()));
        for (int i = 0; i < length; i++) {
            int[] characters = block.codePoints().toArray();
            text.appendCodePoint(characters[random.nextInt(characters.length)]);
            block = random.nextInt(3) == 0 ? CHARACTERS.get(random.nextInt(CHARACTERS.size())) : block;
        }
        return new Value(text.toString(), fits);
    }

    private static Value oneOf(Random random, String... values) {
        return new Value(values[random.nextInt(values.length)], false);
    }

    private static Value number(Random random) {
        BigInteger digits = new BigInteger(1 + random.nextInt(70), random);
        BigDecimal number = new BigDecimal(random.nextBoolean() ? digits : digits.negate());
        String written =
                switch (random.nextInt(9)) {
                    case 0 -> String.valueOf(random.nextInt(200) - 100);
                    case 1 -> number.movePointLeft(random.nextInt(25)).toPlainString();
                    case 2 -> number.movePointLeft(random.nextInt(360) - 330).toString();
                    case 3 ->
                        String.valueOf(Double.longBitsToDouble(
                                random.nextLong() & ~(0x7ffL << 52) | (long) random.nextInt(0x7ff) << 52));
                    case 4 -> String.valueOf(random.nextDouble() * 1000);
                    case 5 ->
                        String.valueOf(
                                Float.intBitsToFloat(random.nextInt() & ~(0xff << 23) | random.nextInt(0xff) << 23));
                    case 6 ->
                        BigDecimal.valueOf(random.nextInt(2_000_000) - 1_000_000, random.nextInt(6))
                                .toPlainString();
                    case 7 ->
                        List.of("0", "-0", "-0.0", "00", "+7", "1e2", ".5", "5.", "0.10", "1E-2")
                                .get(random.nextInt(10));
                    default ->
                        BigInteger.ONE
                                .shiftLeft(List.of(7, 8, 15, 16, 24, 31, 32, 53, 63, 64)
                                        .get(random.nextInt(10)))
                                .subtract(BigInteger.valueOf(random.nextInt(3) - 1L))
                                .toString();
                };
        return new Value(written, false);
    }

    private static Value year(Random random) {
        int year = 1890 + random.nextInt(280);
        return random.nextInt(10) == 0
                ? new Value("0000", true)
                : new Value(String.valueOf(year), year > 1900 && year < 2156);
    }

    private static Value instant(Random random, int length) {
        long second = random.nextInt(4) == 0
                ? -62_167_219_200L + (long) (random.nextDouble() * 315_000_000_000L)
                : random.nextInt();
        LocalDateTime instant = LocalDateTime.ofEpochSecond(second, random.nextInt(1000) * 1_000_000, ZoneOffset.UTC);
        String text = instant.toLocalDate() + (random.nextBoolean() ? " " : "T") + instant.toLocalTime();
        return new Value(text.substring(0, Math.min(text.length(), Math.max(length, 10))), false);
    }

    private static Value time(Random random) {
        return new Value(
                (random.nextInt(3) == 0 ? "-" : "")
                        + "%02d:%02d:%02d"
                                .formatted(
                                        random.nextInt(random.nextBoolean() ? 24 : 900),
                                        random.nextInt(60),
                                        random.nextInt(61))
                        + List.of("", ".5", ".123", ".1230", ".1234").get(random.nextInt(5)),
                false);
    }

    private static String json(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 9 : 6)) {
            case 0 -> List.of("true", "false", "null", "{}", "[]", "\"\"").get(random.nextInt(6));
            case 1, 2, 3 -> json(number(random).written());
            case 4, 5 ->
                "\""
                        + List.of(
                                        "a",
                                        "é漢😀",
                                        "\\n\\t\\u0001",
                                        "\\ud83d\\ude00",
                                        "\\/",
                                        "\\\"",
                                        "\\ud800",
                                        "\\u00e9\\\\")
                                .get(random.nextInt(8))
                        + "\"";
            case 6 -> "[" + json(random, depth - 1) + " ,\n" + json(random, depth - 1) + "]";
            default ->
                "{\"bb\":" + json(random, depth - 1) + ", \""
                        + List.of("a", "é", "bb", "", "A").get(random.nextInt(5)) + "\" : " + json(random, depth - 1)
                        + "}";
        };
    }

    /** A number as JSON writes it: without plus, leading zeros, or a point at an end. */
    private static String json(String number) {
        return number.matches("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?") ? number : "0";
    }
}

package io.recua.chaos;

import io.recua.sort.LoadReference.Line;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/**
 * What an object holds; seed, feed and number alone decide it. Keys come again within an object and between objects; keys that
 * differ only in case, accents or blanks are different ones.
 *
 * @param csv the object's bytes, packed if the name ends in {@code .gz}
 * @param lines the rows, as the reference takes them
 * @param rejected the rows that do not fit, each as line of the file, colon, bytes
 * @param refused whether the object lacks the key, so that it is refused
 */
record Content(String name, byte[] csv, List<Line> lines, List<String> rejected, boolean refused) {

    /** How NULL is written where a row is compared. */
    static final String NULL = "\\N";

    private static final int KEYS = 2_500;
    private static final List<String> NAMES = List.of(
            "plain", "ñandú 😀", "a, \"quoted\" one", "two\nlines", "trailing blank ", "back\\slash\t", "", NULL);
    private static final List<String> MISFITS = List.of("many", "1.5", "99999999999", "2026-01-01");

    /** A row as it is drawn; {@code extra} is NULL where the object lacks that column. */
    private record Row(String code, String name, String amount, String extra, boolean misfit) {

        static Row draw(Random random, Feed feed, boolean misfit, boolean grown) {
            boolean tooLong = misfit && random.nextInt(4) == 0;
            return new Row(
                    tooLong ? "K" + "0".repeat(20) : drawCode(random, feed),
                    random.nextInt(400) == 0 ? "wide ".repeat(random.nextInt(4_000)) : pick(random, NAMES),
                    misfit && !tooLong ? pick(random, MISFITS) : Integer.toString(random.nextInt(1_000)),
                    grown ? "e" + random.nextInt(3) : NULL,
                    misfit);
        }

        String csv(boolean grown) {
            return field(code) + "," + field(name) + "," + amount + (grown ? "," + extra : "");
        }

        /** @param origin stands for the key where the feed has none */
        Line line(Feed feed, String origin) {
            return new Line(feed == Feed.APPEND ? origin : code, code + "|" + name, amount + "|" + extra, misfit);
        }
    }

    /** @param grown whether the object has the column that is added in the middle of a run */
    static Content of(long seed, Feed feed, int number, boolean grown) {
        Random random = new Random(seed * 1_000_003 + feed.ordinal() * 100_003L + number);
        String name = "%06d.csv".formatted(number) + (number % 5 == 0 && feed != Feed.FETCHED ? ".gz" : "");
        boolean refused = feed != Feed.APPEND && feed != Feed.FETCHED && random.nextInt(25) == 0;
        boolean misfits = feed != Feed.SNAPSHOT || number % 3 == 0;
        StringBuilder csv =
                new StringBuilder(refused ? "other" : "code").append(",name,amount" + (grown ? ",extra\n" : "\n"));
        List<Line> lines = new ArrayList<>();
        List<String> rejected = new ArrayList<>();
        for (int count = 200 + random.nextInt(number % 4 == 0 ? 8_000 : 1_500); count > 0; count--) {
            Row row = Row.draw(random, feed, misfits && random.nextInt(100) == 0, grown);
            if (row.misfit()) {
                rejected.add(csv.chars().filter(c -> c == '\n').count() + 1 + ":" + row.csv(grown));
            }
            csv.append(row.csv(grown)).append('\n');
            lines.add(row.line(feed, name + "#" + (lines.size() + 1)));
        }
        return new Content(name, packed(csv.toString(), name), lines, refused ? List.of() : rejected, refused);
    }

    private static String drawCode(Random random, Feed feed) {
        String code = "K" + random.nextInt(KEYS);
        return switch (random.nextInt(60)) {
            case 0 -> code.toLowerCase();
            case 1 -> code + " ";
            case 2 -> "\u1E30" + code.substring(1);
            case 3 -> "";
            case 4 -> feed == Feed.OWN ? code : NULL;
            default -> code;
        };
    }

    private static String pick(Random random, List<String> texts) {
        return texts.get(random.nextInt(texts.size()));
    }

    private static String field(String value) {
        if (value.equals(NULL)) {
            return "";
        }
        return value.isEmpty() || value.matches("(?s).*[\",\n].*") ? '"' + value.replace("\"", "\"\"") + '"' : value;
    }

    private static byte[] packed(String csv, String name) {
        byte[] bytes = csv.getBytes(StandardCharsets.UTF_8);
        if (!name.endsWith(".gz")) {
            return bytes;
        }
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}

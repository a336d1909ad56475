package io.recua.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Random;

/**
 * Makes a CSV of rows of 240 bytes for the table {@code Unificado}, the same for the same number of rows, and a shorter
 * one is the beginning of a longer one.
 *
 * <p>Each tenth row, or by {@code bench.repeat-every}, repeats the key of an earlier one, from anywhere in the file; each 5th has commas within quotes, each
 * 50th a line break, each 7th accents.
 */
record CsvData(Path file, long first, long rows) {

    /** The columns, in the order of the file. */
    static final List<String> COLUMNS = List.of(
            "CHROM",
            "POS",
            "ID",
            "REF",
            "ALT",
            "QUAL",
            "FILTER",
            "INFO",
            "FORMAT",
            "MUESTRA",
            "VALOR",
            "ORIGEN",
            "FECHA_COPIA",
            "RESULTADO");

    /** The bytes of a row, its line break included. */
    private static final int ROW_BYTES = 240;

    private static final int SEED = 20260105;

    /** Each row of this number repeats the key of an earlier one. */
    private static final int REPEAT_EVERY = Integer.getInteger("bench.repeat-every", 10);

    private static final String[] BASES = {"A", "C", "G", "T"};
    private static final String[] CALLS = {"0|1", "1|0", "1|1"};

    /** The file in this folder, made if it is not there yet. */
    static CsvData in(Path folder, long rows) throws IOException {
        return in(folder, 0, rows);
    }

    /** So many rows of an endless file from its row {@code first} on, which may repeat keys of those before. */
    static CsvData in(Path folder, long first, long rows) throws IOException {
        Path file = folder.resolve("rows-" + first + "-" + rows + "-" + REPEAT_EVERY + ".csv");
        if (!Files.exists(file)) {
            Path unfinished = Files.createDirectories(folder).resolve("rows.csv.part");
            write(unfinished, first, first + rows);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        }
        return new CsvData(file, first, rows);
    }

    /** How many different keys are in the endless file up to the last row of this one. */
    long keys() {
        return first + rows - (first + rows) / REPEAT_EVERY;
    }

    private static void write(Path file, long first, long end) throws IOException {
        Random random = new Random(SEED);
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write(String.join(",", COLUMNS));
            out.write('\n');
            for (long row = 0; row < end; row++) {
                String line = row(row, random);
                if (row >= first) {
                    out.write(line);
                }
            }
        }
    }

    private static String row(long row, Random random) {
        long key = keyOf(row, random.nextDouble());
        // The fields of the key, and nothing else, come from the key.
        Random ofKey = new Random(SEED + key);
        String id = "rs" + (100_000_000 + ofKey.nextInt(800_000_000));
        String sample = "%s%07d".formatted(ofKey.nextBoolean() ? "HG" : "NA", key);
        String result = ofKey.nextInt(4) == 0 ? "homocigoto" : "heterocigoto";
        String before = String.join(
                ",",
                "chr" + (1 + random.nextInt(22)),
                Integer.toString(10_000_000 + random.nextInt(90_000_000)),
                id,
                BASES[random.nextInt(4)],
                BASES[random.nextInt(4)],
                "100",
                "PASS",
                "AC=%d;AF=0.%06d;AN=5008;NS=2504;DP=%d;"
                        .formatted(random.nextInt(5008), random.nextInt(1_000_000), random.nextInt(30_000)));
        String behind = String.join(
                ",",
                "",
                "GT",
                sample,
                CALLS[random.nextInt(3)],
                origin(row),
                row % 3 == 0 ? "2020-01-06 05:00:00" : "",
                result + "\n");
        return before + padding(before, behind, random) + behind;
    }

    private static long keyOf(long row, double where) {
        if (row % REPEAT_EVERY != REPEAT_EVERY - 1) {
            return row;
        }
        long earlier = (long) (where * row);
        return earlier % REPEAT_EVERY == REPEAT_EVERY - 1 ? earlier - 1 : earlier;
    }

    private static String origin(long row) {
        if (row % 50 == 0) {
            return "\"1000 Genomes\nfase 3\"";
        }
        if (row % 5 == 0) {
            return "\"1000 Genomes, fase 3, \"\"ensayo\"\"\"";
        }
        return row % 7 == 0 ? "Población ibérica de España" : "1000 Genomes fase 3";
    }

    private static String padding(String before, String behind, Random random) {
        int missing = ROW_BYTES - bytes(before) - bytes(behind);
        StringBuilder text = new StringBuilder("VT=SNP;AA=");
        while (text.length() < missing) {
            text.append(BASES[random.nextInt(4)]);
        }
        return text.toString();
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}

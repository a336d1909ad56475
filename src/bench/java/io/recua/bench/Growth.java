package io.recua.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;

/** One object of many rows, whose load is measured in ten steps. */
record Growth(Path folder, long rows) {

    private static final int STEPS = 10;

    /** Made only when asked for, since it is large. */
    CsvData data() throws IOException {
        return CsvData.in(folder, rows);
    }

    long step() {
        return Math.max(1, rows / STEPS);
    }

    List<String> steps() {
        return LongStream.range(0, (rows + step() - 1) / step())
                .mapToObj(number ->
                        "Recua, rows %,d to %,d".formatted(number * step(), Math.min(rows, (number + 1) * step())))
                .toList();
    }
}

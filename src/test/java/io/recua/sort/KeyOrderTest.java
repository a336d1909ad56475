package io.recua.sort;

import static org.assertj.core.api.Assertions.assertThat;

import io.recua.row.Row;
import io.recua.table.RowKey;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyOrderTest {

    /** @param different how many different bits a half of the key has: with few of them, keys are equal in their first bits */
    @ParameterizedTest
    @CsvSource({"0, 64", "1, 64", "2, 1", "1000, 64", "1000, 2", "1024, 0"})
    void sortsAsMySqlDoesAndKeepsTheOrderOfEqualKeys(int count, int different) {
        Random random = new Random(count + different);
        long mask = different == Long.SIZE ? -1 : (1L << different) - 1;
        List<Row> rows = IntStream.range(0, count)
                .mapToObj(number -> row(
                        number,
                        new RowKey(Long.reverse(random.nextLong() & mask), random.nextLong() & mask | Long.MIN_VALUE)))
                .toList();

        assertThat(KeyOrder.of(rows))
                .containsExactlyElementsOf(
                        rows.stream().sorted(Comparator.comparing(Row::key)).toList());
    }

    private static Row row(int number, RowKey key) {
        return Row.restored(number, null, null, new int[0], key, null, null);
    }
}

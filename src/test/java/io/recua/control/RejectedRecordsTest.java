package io.recua.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The copy of rejected rows for a spreadsheet. */
class RejectedRecordsTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "\"=1+1,x\"|'=1+1,x",
                "+1|'+1",
                "-1|'-1",
                "@SUM(A1)|'@SUM(A1)",
                "\"\t=1\"|'\t=1",
                "\"\r=1\"|'\r=1",
                "\" =1\"|' =1",
                "TP53|TP53",
                "a=b|a=b",
                "\"\"\"=1\"\"\"|\"\"=1\"\"",
                "é|é",
            })
    void aCellThatWouldBeAFormulaGetsAnApostrophe(String cell, String copied) throws IOException {
        String file = "line,reason,record\r\n2,wrong," + cell + "\r\n";
        ByteArrayOutputStream copy = new ByteArrayOutputStream();

        RejectedRecords.escape(new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)), copy);

        assertThat(copy.toString(StandardCharsets.UTF_8))
                .isEqualTo("\"line\",\"reason\",\"record\"\r\n\"2\",\"wrong\",\"" + copied + "\"\r\n");
    }
}

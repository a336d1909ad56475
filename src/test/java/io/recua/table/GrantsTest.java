package io.recua.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the lines of SHOW GRANTS allow. */
class GrantsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GRANT ALL PRIVILEGES ON *.* TO `r`@`%` IDENTIFIED BY PASSWORD '*A' WITH GRANT OPTION | true",
                "GRANT SELECT, TRIGGER, CREATE VIEW ON *.* TO `r`@`%` | true",
                "GRANT ALL PRIVILEGES ON `samples`.* TO `r`@`%` | true",
                "GRANT TRIGGER ON `sam%`.* TO `r`@`%` | true",
                "GRANT TRIGGER ON `sample_`.* TO `r`@`%` | true",
                "GRANT TRIGGER ON `sample\\_`.* TO `r`@`%` | false",
                "GRANT TRIGGER ON `other`.* TO `r`@`%` | false",
                "GRANT SELECT, TRIGGER ON `samples`.`ge``nes` TO `r`@`%` | true",
                "GRANT SELECT, TRIGGER ON `samples`.`genes` TO `r`@`%` | false",
                "GRANT SELECT, INSERT (`a`), UPDATE ON `samples`.`ge``nes` TO `r`@`%` | false",
                "GRANT USAGE ON *.* TO `r`@`%` | false",
                "GRANT `reader`@`%` TO `r`@`%` | false"
            })
    void aPrivilegeHoldsWhereALineGrantsIt(String line, boolean holds) {
        assertThat(new Grants(List.of(line)).on("TRIGGER", "samples", "ge`nes")).isEqualTo(holds);
    }

    @Test
    void whatWasTakenBackSomewhereIsNotCounted() {
        Grants grants = new Grants(
                List.of("GRANT SELECT, TRIGGER ON *.* TO `r`@`%`", "REVOKE TRIGGER ON `samples`.* FROM `r`@`%`"));

        assertThat(grants.on("TRIGGER", "samples", "genes")).isFalse();
        assertThat(grants.everywhere("SELECT")).isTrue();
    }
}

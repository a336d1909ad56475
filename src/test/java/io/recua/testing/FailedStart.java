package io.recua.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.recua.RecuaApplication;
import java.util.List;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;

/** A start that is to stop with one line of the log. */
public final class FailedStart {

    private FailedStart() {}

    /** Starts in vain; the one line that says why. */
    public static String line(CapturedOutput output, String... arguments) {
        int before = output.getAll().length();
        assertThatThrownBy(() -> new SpringApplicationBuilder(RecuaApplication.class)
                        .run(arguments)
                        .close())
                .isInstanceOf(Exception.class);
        String log = output.getAll().substring(before);
        assertThat(log).doesNotContain("\tat ").doesNotContain("Caused by:").doesNotContain("APPLICATION FAILED");
        List<String> errors =
                log.lines().filter(line -> line.contains(" ERROR ")).toList();
        assertThat(errors).hasSize(1);
        return errors.get(0).replaceFirst("^.*? : ", "");
    }
}

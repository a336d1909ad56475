package io.recua.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.OutputStreamAppender;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.ClassPathResource;

class VisibleTest {

    private static final String FORGED = "a\r\n2026-01-01 ERROR forged\u001b[31m\u202e";
    private static final String SHOWN = "a\\r\\n2026-01-01 ERROR forged\\u001b[31m\\u202e";

    @Test
    void escapesWhatAReaderCannotSee() {
        assertThat(Visible.of(FORGED)).isEqualTo(SHOWN);
        assertThat(Visible.of("\t\u0000\u007f\u0085\u2028\u2066")).isEqualTo("\\t\\u0000\\u007f\\u0085\\u2028\\u2066");
    }

    @Test
    void leavesWhatAReaderSees() {
        String text = "ñ 名前 😀 👩\u200d🔬 \\ \" ${x} %m <b>";

        assertThat(Visible.of(text)).isEqualTo(text);
        assertThat(Visible.of(null)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%m %X{object} %wEx",
                "%msg %mdc{object} %ex",
                "%message %X %xEx",
                "%m %X{object} %throwable",
                "%m %X{object} %wex"
            })
    void noPartOfALineHoldsAControlCharacter(String pattern) throws Exception {
        String lines = logged(pattern, FORGED);

        assertThat(lines.lines()).noneMatch(line -> line.startsWith("2026"));
        assertThat(lines).doesNotContain("\u001b").contains(SHOWN).contains("IllegalStateException: " + SHOWN);
    }

    private static String logged(String pattern, String text) throws Exception {
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        JoranConfigurator configuration = new JoranConfigurator();
        configuration.setContext(context);
        configuration.doConfigure(new ClassPathResource("logback-spring.xml").getURL());
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(pattern);
        encoder.start();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.setOutputStream(out);
        appender.start();
        Logger log = context.getLogger("test");
        log.setLevel(Level.INFO);
        log.setAdditive(false);
        log.addAppender(appender);
        context.getMDCAdapter().put("object", text);
        try {
            log.info("{}", text, new RuntimeException(text, new IllegalStateException(text)));
        } finally {
            context.getMDCAdapter().remove("object");
            context.stop();
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}

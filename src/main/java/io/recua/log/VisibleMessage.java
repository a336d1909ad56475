package io.recua.log;

import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;

/** Implements Logback's {@code %m}: escapes the message, so that it stays on one line. */
public class VisibleMessage extends MessageConverter {

    @Override
    public String convert(ILoggingEvent event) {
        return Visible.of(super.convert(event));
    }
}

package io.recua.log;

import ch.qos.logback.classic.pattern.MDCConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;

/** Implements Logback's {@code %X}: escapes the diagnostic context, which contains the object's key. */
public class VisibleContext extends MDCConverter {

    @Override
    public String convert(ILoggingEvent event) {
        return Visible.of(super.convert(event));
    }
}

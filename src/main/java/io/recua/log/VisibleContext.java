package io.recua.log;

import ch.qos.logback.classic.pattern.MDCConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;

/** Logback's {@code %X}: the diagnostic context, where the object's key is. */
public class VisibleContext extends MDCConverter {

    @Override
    public String convert(ILoggingEvent event) {
        return Visible.of(super.convert(event));
    }
}

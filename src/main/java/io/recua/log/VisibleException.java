package io.recua.log;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import java.util.stream.Stream;
import org.springframework.boot.logging.logback.ExtendedWhitespaceThrowableProxyConverter;

/** Implements Logback's {@code %ex} and Spring Boot's {@code %wEx}: escapes the messages in a stack trace. */
public class VisibleException extends ExtendedWhitespaceThrowableProxyConverter {

    @Override
    protected String throwableProxyToString(IThrowableProxy exception) {
        return super.throwableProxyToString(new OneLine(exception));
    }

    private record OneLine(IThrowableProxy exception) implements IThrowableProxy {

        @Override
        public String getMessage() {
            return Visible.of(exception.getMessage());
        }

        @Override
        public String getOverridingMessage() {
            return Visible.of(exception.getOverridingMessage());
        }

        @Override
        public String getClassName() {
            return exception.getClassName();
        }

        @Override
        public StackTraceElementProxy[] getStackTraceElementProxyArray() {
            return exception.getStackTraceElementProxyArray();
        }

        @Override
        public int getCommonFrames() {
            return exception.getCommonFrames();
        }

        @Override
        public IThrowableProxy getCause() {
            return exception.getCause() == null ? null : new OneLine(exception.getCause());
        }

        @Override
        public IThrowableProxy[] getSuppressed() {
            return Stream.of(exception.getSuppressed()).map(OneLine::new).toArray(IThrowableProxy[]::new);
        }

        @Override
        public boolean isCyclic() {
            return exception.isCyclic();
        }
    }
}

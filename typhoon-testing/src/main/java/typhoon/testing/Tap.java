package typhoon.testing;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Sits before the appenders of one logger and sees everything that reaches it, from itself or from loggers below; what it does not keep
 * goes on to the appenders that would have got it. Taps are closed in reverse order. The only class that knows logback: it cannot even be
 * loaded without, so ask {@link Backend} first.
 */
final class Tap extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final Logger logger;
    private final Predicate<LogRecord> keeps;
    private final List<Appender<ILoggingEvent>> before = new ArrayList<>();
    private final boolean wasAdditive;
    private final ch.qos.logback.classic.@Nullable Level levelBefore;

    /** What was logged, without logback's types. */
    record LogRecord(String logger, Level level, String message, @Nullable Throwable problem) {
        @Override
        public String toString() {
            return level + " " + logger + ": " + message + (problem == null ? "" : " (" + problem + ")");
        }
    }

    /** Begins to watch. {@code keeps} is asked by whatever thread logs, one at a time. */
    Tap(String name, Predicate<LogRecord> keeps) {
        this.logger = (Logger) LoggerFactory.getLogger(name);
        this.keeps = keeps;
        setContext(logger.getLoggerContext());
        logger.iteratorForAppenders().forEachRemaining(before::add);
        before.forEach(logger::detachAppender);
        wasAdditive = logger.isAdditive();
        levelBefore = logger.getLevel();
        logger.setAdditive(false);
        start();
        logger.addAppender(this);
    }

    /** Lets the logger speak from {@code level} up, until this is closed. */
    void hear(Level level) {
        var wanted = ch.qos.logback.classic.Level.convertAnSLF4JLevel(level);
        if (!logger.isEnabledFor(wanted)) logger.setLevel(wanted);
    }

    @Override
    protected void append(ILoggingEvent event) {
        var level = Level.valueOf(event.getLevel().toString());
        var problem = event.getThrowableProxy() instanceof ThrowableProxy proxy ? proxy.getThrowable() : null;
        if (keeps.test(new LogRecord(event.getLoggerName(), level, event.getFormattedMessage(), problem))) return;
        before.forEach(appender -> appender.doAppend(event));
        if (wasAdditive) passUp(event);
    }

    private void passUp(ILoggingEvent event) {
        for (Logger above = parent(logger); above != null; above = above.isAdditive() ? parent(above) : null) {
            above.iteratorForAppenders().forEachRemaining(appender -> appender.doAppend(event));
        }
    }

    private static @Nullable Logger parent(Logger child) {
        String name = child.getName();
        if (name.equals(org.slf4j.Logger.ROOT_LOGGER_NAME)) return null;
        LoggerContext context = child.getLoggerContext();
        for (int dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
            if (context.exists(name.substring(0, dot)) instanceof Logger above) return above;
        }
        return context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    @Override
    public void close() {
        logger.detachAppender(this);
        before.forEach(logger::addAppender);
        logger.setAdditive(wasAdditive);
        logger.setLevel(levelBefore);
        stop();
    }
}

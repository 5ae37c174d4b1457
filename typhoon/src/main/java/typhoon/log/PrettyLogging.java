package typhoon.log;

import ch.qos.logback.classic.BasicConfigurator;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.rolling.RollingFileAppender;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.ZoneId;
import org.slf4j.LoggerFactory;
import typhoon.options.OptionsError;

/** Puts logback's appenders in place. Only to be touched where logback is there. */
final class PrettyLogging {
    private static final String STDERR = "typhoon-stderr";
    private static final String FILE = "typhoon-file";

    private final LoggerContext context;
    private final Logger logger;

    private PrettyLogging(LoggerContext context, Logger logger) {
        this.context = context;
        this.logger = logger;
    }

    static void enable(LogSettings settings, String name) {
        enable(settings, (LoggerContext) LoggerFactory.getILoggerFactory(), name);
    }

    static void enable(LogSettings settings, LoggerContext context, String name) {
        new PrettyLogging(context, context.getLogger(name)).enable(settings);
    }

    private void enable(LogSettings settings) {
        if (settings.file() != null) tryToWrite(settings.file());
        logger.setLevel(level(settings.level()));
        forget(STDERR);
        forget(FILE);
        if (logger.getName().equals(org.slf4j.Logger.ROOT_LOGGER_NAME) && isLogbacksDefault()) logger.detachAndStopAllAppenders();
        if (settings.file() != null) attach(FILE, file(settings, settings.file()), false);
        boolean silent = !logger.iteratorForAppenders().hasNext();
        if (settings.toStderr() == null ? silent : settings.toStderr()) attach(STDERR, stderr(), Terminal.isStandardError());
    }

    private static Level level(Log.Level level) {
        return switch (level) {
            case DEBUG -> Level.DEBUG;
            case INFO -> Level.INFO;
            case WARNING -> Level.WARN;
            case ERROR -> Level.ERROR;
            case NONE -> throw new IllegalArgumentException("none means: leave logging as it is");
        };
    }

    /** Logback itself says why it cannot write only to who asks for its status, so it is tried before. */
    private static void tryToWrite(Path file) {
        try {
            if (file.toAbsolutePath().getParent() instanceof Path folder) Files.createDirectories(folder);
            Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND).close();
        } catch (IOException problem) {
            throw new OptionsError("--log-file-prefix: cannot write to " + file + ": " + problem);
        }
    }

    private void forget(String name) {
        Appender<ILoggingEvent> ours = logger.getAppender(name);
        if (ours == null) return;
        logger.detachAppender(ours);
        ours.stop();
    }

    /** Whether nobody has configured logback, so that it has one console appender for everything. */
    private boolean isLogbacksDefault() {
        return context.getStatusManager().getCopyOfStatusList().stream().anyMatch(said -> said.getOrigin() instanceof BasicConfigurator);
    }

    private static ConsoleAppender<ILoggingEvent> stderr() {
        var appender = new ConsoleAppender<ILoggingEvent>();
        appender.setTarget("System.err");
        return appender;
    }

    private FileAppender<ILoggingEvent> file(LogSettings settings, Path file) {
        var appender = new RollingFileAppender<ILoggingEvent>();
        Rotation rotation = switch (settings.mode()) {
            case SIZE -> new SizeRotation(file, settings.maxSize(), settings.backups());
            case TIME -> new TimeRotation(file, settings.when(), settings.interval(), settings.backups(), ZoneId.systemDefault());
        };
        rotation.setContext(context);
        rotation.start();
        appender.setFile(file.toString());
        appender.setRollingPolicy(rotation);
        return appender;
    }

    private void attach(String name, OutputStreamAppender<ILoggingEvent> appender, boolean coloured) {
        var formatter = new LogFormatter();
        formatter.setColor(coloured);
        formatter.setContext(context);
        formatter.start();
        var encoder = new LayoutWrappingEncoder<ILoggingEvent>();
        encoder.setContext(context);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setLayout(formatter);
        encoder.start();
        appender.setContext(context);
        appender.setName(name + "-written");
        appender.setEncoder(encoder);
        appender.start();
        var queue = new LogQueue();
        queue.setContext(context);
        queue.setName(name);
        queue.addAppender(appender);
        queue.start();
        logger.addAppender(queue);
    }
}

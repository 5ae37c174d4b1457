package typhoon.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.rolling.RollingPolicy;
import ch.qos.logback.core.rolling.RolloverFailure;
import ch.qos.logback.core.rolling.TriggeringPolicy;
import ch.qos.logback.core.rolling.helper.CompressionMode;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * When a log file is put aside and a new one begun, and what becomes of the old ones. Logback's own policies stop at 20 files, or know no
 * interval but one; the names and rules here are those of Python's handlers, which Tornado's options speak of. Logback asks with a lock
 * held, before each line.
 */
abstract sealed class Rotation extends ContextAwareBase implements RollingPolicy, TriggeringPolicy<ILoggingEvent>
        permits SizeRotation, TimeRotation {
    final Path file;
    private boolean started;

    Rotation(Path file) {
        this.file = file;
    }

    /** Moves files, the one being written among them, which is closed meanwhile. */
    abstract void putAside() throws IOException;

    @Override
    public final void rollover() {
        try {
            putAside();
        } catch (IOException problem) {
            throw new RolloverFailure("cannot put " + file + " aside", problem);
        }
    }

    static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }

    final Path sibling(String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    @Override
    public final String getActiveFileName() {
        return file.toString();
    }

    @Override
    public final CompressionMode getCompressionMode() {
        return CompressionMode.NONE;
    }

    @Override
    public final void setParent(FileAppender<?> appender) {}

    @Override
    public final void start() {
        started = true;
    }

    @Override
    public final void stop() {
        started = false;
    }

    @Override
    public final boolean isStarted() {
        return started;
    }
}

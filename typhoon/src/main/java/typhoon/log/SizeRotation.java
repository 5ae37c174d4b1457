package typhoon.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A new file when this one is large: {@code app.log} becomes {@code app.log.1}, that {@code app.log.2}, and the last one goes. */
final class SizeRotation extends Rotation {
    private final long maxSize;
    private final int backups;

    /** Puts a file of {@code maxSize} bytes or more aside; with no {@code backups} it grows for ever, as in Python. */
    SizeRotation(Path file, long maxSize, int backups) {
        super(file);
        this.maxSize = maxSize;
        this.backups = backups;
    }

    @Override
    public boolean isTriggeringEvent(File active, ILoggingEvent next) {
        return backups > 0 && active.length() >= maxSize;
    }

    @Override
    void putAside() throws IOException {
        for (int i = backups - 1; i > 0; i--) {
            if (Files.exists(sibling("." + i))) move(sibling("." + i), sibling("." + (i + 1)));
        }
        move(file, sibling(".1"));
    }
}

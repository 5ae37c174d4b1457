package typhoon.ioloop;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What {@code typhoon.stall} says of one loop, or of all, while this is open. */
final class StallLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final Logger logger = (Logger) LoggerFactory.getLogger("typhoon.stall");
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private final String about;

    StallLines() {
        this("");
    }

    StallLines(IOLoop loop) {
        this(loop.toString());
    }

    private StallLines(String about) {
        this.about = about;
        setContext(logger.getLoggerContext());
        start();
        logger.setLevel(Level.INFO);
        logger.addAppender(this);
    }

    /** Each with its level before it. */
    List<String> all() {
        return List.copyOf(lines);
    }

    int count() {
        return lines.size();
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getFormattedMessage().contains(about + " ")) lines.add(event.getLevel() + " " + event.getFormattedMessage());
    }

    @Override
    public void close() {
        logger.detachAppender(this);
        logger.setLevel(null);
    }
}

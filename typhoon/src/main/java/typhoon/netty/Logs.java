package typhoon.netty;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLoggerFactory;

/** The loggers of Typhoon: SLF4J's, or where no backend of SLF4J is present one that still says on standard error what went wrong. */
public final class Logs {
    private Logs() {}

    /** The logger {@code name}: {@code typhoon.access}, {@code typhoon.application}, {@code typhoon.general} or {@code typhoon.stall}. */
    public static Logger of(String name) {
        return LoggerFactory.getILoggerFactory() instanceof NOPLoggerFactory ? new StandardError(name) : LoggerFactory.getLogger(name);
    }
}

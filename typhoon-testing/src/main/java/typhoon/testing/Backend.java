package typhoon.testing;

import org.slf4j.LoggerFactory;

/** What SLF4J logs through. Apart from {@link Tap}, so that asking works where logback is not there. */
final class Backend {
    private Backend() {}

    static boolean isLogback() {
        return LoggerFactory.getILoggerFactory().getClass().getName().equals("ch.qos.logback.classic.LoggerContext");
    }
}

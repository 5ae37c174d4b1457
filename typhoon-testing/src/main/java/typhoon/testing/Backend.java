package typhoon.testing;

import org.slf4j.LoggerFactory;

/** What SLF4J logs through. Apart from {@link Tap}, so that asking works where logback is not there. */
final class Backend {
    private Backend() {}

    static String complaint() {
        return "typhoon-testing: unexpected warnings and uncaught errors fail no test here, because SLF4J does not log through logback but "
                + LoggerFactory.getILoggerFactory().getClass().getName() + ": add ch.qos.logback:logback-classic in scope test";
    }

    static boolean isLogback() {
        return LoggerFactory.getILoggerFactory().getClass().getName().equals("ch.qos.logback.classic.LoggerContext");
    }
}

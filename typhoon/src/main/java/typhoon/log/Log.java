package typhoon.log;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import typhoon.netty.Logs;
import typhoon.options.OptionParser;
import typhoon.options.Options;
import typhoon.options.OptionsError;

/**
 * The loggers of Typhoon, and Tornado's way to set logging up: on the command line.
 *
 * {@snippet class="typhoon.snippets.LogSnippets" region="options"}
 *
 * <p>What is set up are logback's appenders, each behind a {@link LogQueue}, so that no slow disk or terminal holds a loop. So logback
 * has to be there: {@code ch.qos.logback:logback-classic}, which Typhoon does not bring along. With another backend of SLF4J, or none, a
 * warning says so and nothing else happens. To be called where a program starts, on any thread. Source: Tornado's {@code log}.
 */
public final class Log {
    /** One line per request: {@code typhoon.access}. Tornado's {@code access_log}. */
    public static final Logger ACCESS = Logs.of("typhoon.access");

    /** Uncaught errors of your code: {@code typhoon.application}. Tornado's {@code app_log}. */
    public static final Logger APPLICATION = Logs.of("typhoon.application");

    /** What Typhoon has to say itself: {@code typhoon.general}. Tornado's {@code gen_log}. */
    public static final Logger GENERAL = Logs.of("typhoon.general");

    /** What {@code --logging} takes: what is less important than this is not logged. */
    public enum Level {
        /** Everything but traces. */
        DEBUG,
        /** Also what goes well. */
        INFO,
        /** What may be wrong. */
        WARNING,
        /** What is wrong. */
        ERROR,
        /** Leave logging as it is. */
        NONE
    }

    /** What {@code --log-rotate-mode} takes. */
    public enum RotateMode {
        /** A new file when this one is large. */
        SIZE,
        /** A new file when this one is old. */
        TIME
    }

    /** What {@code --log-rotate-when} takes: the unit of {@code --log-rotate-interval}. */
    public enum RotateWhen {
        /** Seconds. */
        S,
        /** Minutes. */
        M,
        /** Hours. */
        H,
        /** Times 24 hours. */
        D,
        /** At the end of each Monday. */
        W0,
        /** At the end of each Tuesday. */
        W1,
        /** At the end of each Wednesday. */
        W2,
        /** At the end of each Thursday. */
        W3,
        /** At the end of each Friday. */
        W4,
        /** At the end of each Saturday. */
        W5,
        /** At the end of each Sunday. */
        W6,
        /** At midnight of the default time zone. */
        MIDNIGHT
    }

    private Log() {}

    /**
     * Defines {@code --logging}, {@code --log-to-stderr}, {@code --log-file-prefix}, {@code --log-file-max-size}, {@code
     * --log-file-num-backups}, {@code --log-rotate-mode}, {@code --log-rotate-when} and {@code --log-rotate-interval}, and has
     * {@link #enablePrettyLogging(OptionParser)} done when all options were parsed. {@code --help} says what each is for. Source: Tornado's
     * {@code define_logging_options}.
     *
     * @throws OptionsError if one of them is defined already
     */
    public static void defineLoggingOptions(OptionParser options) {
        LogSettings.define(options);
        options.addParseCallback(() -> enablePrettyLogging(options));
    }

    /** As {@link #enablePrettyLogging(OptionParser)} with the options of the program, or with their defaults if it has not defined them. */
    public static void enablePrettyLogging() {
        boolean defined = Options.OPTIONS.contains("log_to_stderr");
        enable(defined ? LogSettings.of(Options.OPTIONS) : LogSettings.DEFAULT, null);
    }

    /** As {@link #enablePrettyLogging(OptionParser, Logger)} for the root logger, and so for all. */
    public static void enablePrettyLogging(OptionParser options) {
        enable(LogSettings.of(options), null);
    }

    /**
     * Sets up a logger as the options of {@link #defineLoggingOptions} say: its level, a file if {@code --log-file-prefix} is given, and
     * standard error unless there is another appender or {@code --log-to-stderr} says so or says no. With {@code --logging=none} nothing is
     * touched. A second call replaces what the first has set up; logback's own default, a line on standard output for everything from
     * DEBUG up, is replaced too, appenders of yours are not. Source: Tornado's {@code enable_pretty_logging}.
     *
     * <p>Processes must not write to one file, so in its name {@code {pid}} stands for the number of the process and {@code {task}} for the
     * task id of a child of {@code Processes.fork}, or {@code main} in any other process. Where a child finds neither, it writes to {@code
     * app-0.log} instead of {@code app.log}, by its task id. While a child is replaced by its successor, both append to the file of their
     * task.
     *
     * @throws OptionsError if the file cannot be written, or a number is none that can be
     */
    public static void enablePrettyLogging(OptionParser options, Logger logger) {
        enable(LogSettings.of(options), logger.getName());
    }

    private static void enable(LogSettings settings, @Nullable String logger) {
        if (settings.level() == Level.NONE) return;
        if (isLogback()) PrettyLogging.enable(settings, logger == null ? Logger.ROOT_LOGGER_NAME : logger);
        else GENERAL.warn("Logging is left as it is: to set it up takes logback (add ch.qos.logback:logback-classic), but SLF4J logs "
                + "through {}", LoggerFactory.getILoggerFactory().getClass().getName());
    }

    /** Asked before a class is loaded that knows logback. */
    private static boolean isLogback() {
        return LoggerFactory.getILoggerFactory().getClass().getName().equals("ch.qos.logback.classic.LoggerContext");
    }
}

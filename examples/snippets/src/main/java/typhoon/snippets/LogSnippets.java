package typhoon.snippets;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import org.slf4j.LoggerFactory;
import typhoon.log.Log;
import typhoon.log.LogFormatter;
import typhoon.log.LogQueue;
import typhoon.options.Options;

class LogSnippets {
    // @start region="options"
    public static void main(String... arguments) {
        Log.defineLoggingOptions(Options.OPTIONS);
        Options.parseOrExit(arguments);                     // --logging=debug --log-file-prefix=/var/log/app.log
        Log.GENERAL.debug("starting");
    }
    // @end

    LogFormatter formatter() {
        // @start region="formatter"
        var formatter = new LogFormatter();
        formatter.setFormat("{time} {levelName} {logger}: {message}");
        formatter.setColor(false);
        // @end
        return formatter;
    }

    void queue(LayoutWrappingEncoder<ILoggingEvent> encoder) {
        // @start region="queue"
        var root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        var console = new ConsoleAppender<ILoggingEvent>();
        console.setContext(root.getLoggerContext());
        console.setEncoder(encoder);
        console.start();
        var queue = new LogQueue();
        queue.setContext(root.getLoggerContext());
        queue.addAppender(console);
        queue.start();
        root.addAppender(queue);
        // @end
    }
}

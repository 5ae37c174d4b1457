package typhoon.examples.users;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.spi.ILoggingEvent;

/**
 * Hands log lines to a thread of its own, so that a slow terminal does not hold up the loop. Looking up the line of code that logs
 * costs more than a request does, and all access lines come from one place: for those it is left out.
 */
public final class LogQueue extends AsyncAppender {
    @Override
    protected void preprocess(ILoggingEvent event) {
        event.prepareForDeferredProcessing();
        if (!event.getLoggerName().equals("typhoon.access")) event.getCallerData();
    }
}

package typhoon.web;

import org.slf4j.Logger;
import typhoon.httpserver.HttpServerRequest;
import typhoon.netty.LogText;
import typhoon.netty.Logs;

/**
 * One line for each request on {@code typhoon.access}, as Tornado has it: {@code 200 GET /path (127.0.0.1) 1.23ms}; a warning from 400 on,
 * an error from 500 on. A client that went away before its answer is a 499 at INFO: nobody here did anything wrong.
 */
final class AccessLog {
    static final int CLIENT_GONE = 499;

    private static final Logger LOG = Logs.of("typhoon.access");

    private AccessLog() {}

    static void write(int status, HttpServerRequest request) {
        if (status < 400 || status == CLIENT_GONE) {
            if (LOG.isInfoEnabled()) LOG.info(line(status, request));
        } else if (status < 500) {
            if (LOG.isWarnEnabled()) LOG.warn(line(status, request));
        } else {
            LOG.error(line(status, request));
        }
    }

    /** {@code GET /path?query (127.0.0.1)}. */
    static String summary(HttpServerRequest request) {
        return LogText.line(request.method() + " " + request.uri() + " (" + request.remoteIp() + ")");
    }

    private static String line(int status, HttpServerRequest request) {
        return line(status, summary(request), request.requestTime().toNanos());
    }

    static String line(int status, String summary, long nanos) {
        long hundredths = Math.max(0, nanos + 5_000) / 10_000;     // of a millisecond
        long fraction = hundredths % 100;
        return status + " " + summary + " " + hundredths / 100 + (fraction < 10 ? ".0" : ".") + fraction + "ms";
    }
}

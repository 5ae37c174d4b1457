package typhoon.web;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import typhoon.http.HttpInputError;
import typhoon.iostream.StreamClosedError;
import typhoon.netty.LogText;
import typhoon.netty.Logs;

/** What an exception in a handler means for its response and for the log. */
final class Failure {
    private static final Logger APPLICATION = Logs.of("typhoon.application");
    private static final Logger GENERAL = Logs.of("typhoon.general");

    private final RequestHandler handler;
    private final ResponseState response;

    private Failure(RequestHandler handler) {
        this.handler = handler;
        this.response = handler.response();
    }

    /** Ends the request that {@code problem} broke; never throws. */
    static void end(RequestHandler handler, Throwable problem) {
        var failure = new Failure(handler);
        try {
            failure.meet(problem);
        } catch (Throwable again) {
            if (!handler.isGone(again)) failure.error("Could not send the error response of", again);
            failure.abort(500);
        }
    }

    /** As {@code sendError}: the response is forgotten and one with {@code status} sent, or the connection aborted if the head has left. */
    static void send(RequestHandler handler, int status, @Nullable Throwable problem) {
        new Failure(handler).send(status, problem);
    }

    /** The line, or the stack, that a request leaves in the log; for what a client did wrong its access line is enough. */
    static void log(RequestHandler handler, Throwable problem) {
        String summary = AccessLog.summary(handler.request());
        if (!(problem instanceof HttpError error)) APPLICATION.error("Uncaught exception {}", summary, problem);
        else if (error.logMessage() != null) GENERAL.warn("{} {}: {}", error.status(), summary, LogText.line(error.logMessage()));
        else if (error.detail() != null) GENERAL.debug("{} {}: {}", error.status(), summary, LogText.line(error.detail()));
    }

    private void meet(Throwable problem) {
        if (handler.endsEvents(problem)) {
            endEvents();
        } else if (handler.isGone(problem)) {
            leave(problem);
        } else if (problem instanceof Finish last) {
            if (!response.finished()) finish(last);
        } else if (problem instanceof HttpInputError malformed) {
            if (!response.finished()) refuse(malformed);
        } else {
            logException(problem);
            if (!response.finished()) send(problem instanceof HttpError error ? error.status() : 500, problem);
        }
    }

    private void finish(Finish last) {
        switch (last.chunk()) {
            case null -> handler.finish();
            case String text -> handler.finish(text);
            case byte[] bytes -> handler.finish(bytes);
            case Object value -> handler.finish(value);
        }
    }

    /** The client broke HTTP within its body, or stalled: no more can be read from it, and the access line says enough. */
    private void refuse(HttpInputError malformed) {
        var error = new HttpError(malformed.status()).header("Connection", "close");
        send(error.status(), malformed.getMessage() instanceof String detail ? error.detail(detail) : error);
    }

    private void send(int status, @Nullable Throwable problem) {
        if (response.started()) {
            if (problem == null) error("sendError(" + status + ") after the head was sent: cannot answer", null);
            abort(status);
            return;
        }
        clear(status, problem);
        writeBody(status, problem);
        if (!response.finished()) handler.finish();
    }

    private void writeBody(int status, @Nullable Throwable problem) {
        if (response.isBodiless()) return;
        try {
            handler.writeError(status, problem);
        } catch (Exception again) {
            if (handler.isGone(again)) {
                leave(again);
                return;
            }
            error("Uncaught exception in writeError of", again);
            if (response.started()) abort(status);
            else writePlainly(status, problem);
        }
    }

    private void writePlainly(int status, @Nullable Throwable problem) {
        clear(status, problem);
        ErrorPage.write(handler, status, problem);
    }

    private void clear(int status, @Nullable Throwable problem) {
        try {
            handler.clear();
        } catch (RuntimeException again) {
            error("Uncaught exception in setDefaultHeaders of", again);
        }
        handler.setStatus(status);
        if (!(problem instanceof HttpError error)) return;
        if (error.reason() != null) handler.setStatus(status, error.reason());
        error.headers().forEach(handler::setHeader);
    }

    private void logException(Throwable problem) {
        try {
            handler.logException(problem);
        } catch (RuntimeException again) {
            error("Uncaught exception in logException of", again);
            log(handler, problem);
        }
    }

    /** Nobody is there to be told: the client has left, or the server has answered a handler's deadline with 503 and interrupted it. */
    private void leave(Throwable problem) {
        if (response.finished()) return;
        boolean timedOut = !handler.clientLeft() && !(problem instanceof StreamClosedError);
        if (!timedOut) handler.hearClose();
        abort(timedOut ? 503 : AccessLog.CLIENT_GONE);
    }

    /** Nobody did anything wrong: a page was closed, or the server drains and its clients will come again. */
    private void endEvents() {
        Thread.interrupted();               // it has been heard
        if (response.finished()) return;
        if (handler.request().connection().isClosed()) abort(response.status());
        else handler.finish();
    }

    /** What was sent cannot be taken back, but it must not look complete either. */
    private void abort(int status) {
        if (response.finished()) return;
        handler.request().connection().abort();
        handler.end(status);
    }

    private void error(String what, @Nullable Throwable problem) {
        APPLICATION.error("{} {}", what, AccessLog.summary(handler.request()), problem);
    }
}

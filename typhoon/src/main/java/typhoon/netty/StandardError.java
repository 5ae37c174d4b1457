package typhoon.netty;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/**
 * What a program without a logging backend gets: warnings and errors, a line each and the stack below it, on standard error. Python's
 * logging has such a last resort too. Lines after the first are indented and other control characters shown, so that no text of a peer can
 * pass for a line of ours.
 */
final class StandardError extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1L;

    StandardError(String name) {
        this.name = name;
    }

    @Override
    protected void handleNormalizedLoggingCall(Level level, @Nullable Marker marker, @Nullable String message,
            Object @Nullable [] arguments, @Nullable Throwable thrown) {
        String text = String.valueOf(MessageFormatter.basicArrayFormat(message, arguments));
        System.err.println(level + " " + name + ": " + Logs.shown(thrown == null ? text : text + "\n" + stack(thrown).stripTrailing()));
    }

    private static String stack(Throwable thrown) {
        var text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null;
    }

    @Override
    public boolean isErrorEnabled() {
        return true;
    }

    @Override
    public boolean isWarnEnabled() {
        return !name.equals("typhoon.access");
    }

    @Override
    public boolean isInfoEnabled() {
        return false;
    }

    @Override
    public boolean isDebugEnabled() {
        return false;
    }

    @Override
    public boolean isTraceEnabled() {
        return false;
    }
}

package typhoon.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;
import typhoon.testing.Tap.LogRecord;

/** Warnings and errors of Typhoon's loggers that no {@link ExpectLog} claimed, and what Netty says of buffers that nobody released. */
final class StrayLogs {
    /** Held-up loops, which on a busy machine are nobody's fault, and answers with an error status, which a test asks for. */
    private static final Set<String> NO_CONCERN = Set.of("typhoon.stall", "typhoon.access");

    private static final AtomicBoolean TOLD = new AtomicBoolean();

    private final Tap tap = new Tap("typhoon", this::look);
    private final Tap leaks = new Tap("io.netty.util.ResourceLeakDetector", this::look);

    // Guarded by this.
    private final List<LogRecord> found = new ArrayList<>();

    /** Null where SLF4J does not log through logback: then the rule is off, and that is said once. */
    static @Nullable StrayLogs watch() {
        if (Backend.isLogback()) return new StrayLogs();
        if (TOLD.compareAndSet(false, true)) System.err.println(Backend.complaint());
        return null;
    }

    void close() {
        leaks.close();
        tap.close();
    }

    synchronized void failIfAny() {
        if (found.isEmpty()) return;
        var text = new StringBuilder("logged and not expected (see ExpectLog):");
        for (LogRecord stray : found) text.append("\n    ").append(stray);
        var failure = new AssertionError(text.toString(), found.getFirst().problem());
        for (LogRecord stray : found.subList(1, found.size())) {
            if (stray.problem() != null) failure.addSuppressed(stray.problem());
        }
        throw failure;
    }

    private synchronized boolean look(LogRecord record) {
        boolean severe = record.level().toInt() >= Level.WARN.toInt();
        if (severe && !NO_CONCERN.contains(record.logger()) && !isCancellation(record.problem())) found.add(record);
        return false;
    }

    /** What is left over after a test is interrupted; that it ends so is no error. */
    private static boolean isCancellation(@Nullable Throwable problem) {
        return problem instanceof CancellationException || problem instanceof InterruptedException;
    }
}

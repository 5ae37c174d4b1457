package typhoon.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;
import typhoon.gen.Gen;
import typhoon.ioloop.IOLoop;
import typhoon.testing.Tap.LogRecord;

/**
 * Says that something will be logged, and keeps it out of the log; fails when it was not.
 *
 * {@snippet class="typhoon.snippets.TestingSnippets" region="log"}
 *
 * <p>It watches exactly the logger it names, none below. The pattern is a regular expression that must fit the beginning of the message,
 * which has its arguments filled in. Everything that does not fit goes its usual way, and fails the test if it is a warning or worse;
 * but for lines about a held-up loop ({@code typhoon.stall}) and about answers with an error status ({@code typhoon.access}), which
 * only an {@code ExpectLog} that names their logger looks at. Needs logback-classic as SLF4J's backend. Source: Tornado's
 * {@code testing.ExpectLog}.
 */
public final class ExpectLog implements AutoCloseable {
    private static final Duration STEP = Duration.ofMillis(5);
    private static final int STEPS = 200;

    private final String logger;
    private final Pattern pattern;
    private final Tap tap;

    private @Nullable Level level;
    private boolean required = true;

    // Written by whatever thread logs; guarded by this.
    private final List<String> matched = new ArrayList<>();
    private final List<LogRecord> others = new ArrayList<>();
    private boolean loggedStack;

    /**
     * Begins to watch {@code logger} for messages that begin with {@code regex}, at any level that is on.
     *
     * @throws IllegalStateException if SLF4J does not log through logback
     */
    public ExpectLog(String logger, String regex) {
        if (!Backend.isLogback()) throw new IllegalStateException("ExpectLog needs logback-classic as SLF4J's only backend");
        this.logger = logger;
        this.pattern = Pattern.compile(regex, Pattern.DOTALL);
        this.tap = new Tap(logger, this::claims);
    }

    /** Only records of exactly this level count; the logger is turned up to it meanwhile. */
    public synchronized ExpectLog level(Level level) {
        this.level = level;
        tap.hear(level);
        return this;
    }

    /** The message may come or not; it is kept out of the log if it does. */
    public synchronized ExpectLog optional() {
        required = false;
        return this;
    }

    /** The messages that fitted, oldest first. */
    public synchronized List<String> matched() {
        return List.copyOf(matched);
    }

    /** Whether a record of this logger, fitting or not, came with an exception. */
    public synchronized boolean loggedStack() {
        return loggedStack;
    }

    /**
     * Ends the watch. In a coroutine it first gives a missing message a second to come: a client may have its answer before the server has
     * written its log.
     *
     * @throws AssertionError if a required message did not come; when the block itself failed, that failure is the one you see
     */
    @Override
    public void close() {
        try {
            if (Thread.currentThread().isVirtual() && IOLoop.currentOrNull() != null) waitForMatch();
        } finally {
            tap.close();
        }
        if (isMissing()) throw new AssertionError(whatWasMissing());
    }

    private void waitForMatch() {
        for (int step = 0; step < STEPS && isMissing(); step++) Gen.sleep(STEP);
    }

    private synchronized boolean isMissing() {
        return required && matched.isEmpty();
    }

    private synchronized String whatWasMissing() {
        var text = new StringBuilder("did not get the expected log message \"" + pattern + "\"" + (level == null ? "" : " at " + level)
                + " on " + logger);
        if (others.isEmpty()) return text.append(", which logged nothing else").toString();
        text.append("; it logged");
        for (LogRecord other : others) text.append("\n    ").append(other);
        return text.toString();
    }

    private synchronized boolean claims(LogRecord record) {
        if (!record.logger().equals(logger)) return false;
        if (record.problem() != null) loggedStack = true;
        if (pattern.matcher(record.message()).lookingAt() && (level == null || level == record.level())) {
            matched.add(record.message());
            return true;
        }
        others.add(record);
        return false;
    }
}

package typhoon.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import typhoon.gen.Gen;
import typhoon.ioloop.IOLoop;

/**
 * A test whose methods run on a loop: each {@code @Test}, {@code @BeforeEach} and {@code @AfterEach} method is a coroutine of a fresh
 * {@link IOLoop}, so it may wait for anything without a callback, and time is what {@link #clock} says.
 *
 * {@snippet class="typhoon.snippets.TestingSnippets" region="loop"}
 *
 * <p>Time limit, left-over coroutines and the rule about unexpected log lines are those of {@link LoopExtension}, which does the work.
 * Constructors and fields are JUnit's: they do not run on the loop. Source: Tornado's {@code testing.AsyncTestCase}.
 */
@ExtendWith(LoopExtension.class)
public abstract class AsyncTestCase {
    private static final Duration POLL = Duration.ofMillis(1);

    private final StopFlag stopFlag = new StopFlag();

    private @Nullable LoopThread thread;

    /** For subclasses. */
    protected AsyncTestCase() {}

    /** The loop of this test. */
    protected final IOLoop loop() {
        return thread().loop();
    }

    /** The clock of this test's loop, to move it. */
    protected final TestClock clock() {
        return thread().clock();
    }

    /** Whether an unexpected warning or uncaught error in the log fails the test: yes, unless a class overrides it. */
    protected boolean strayLogsFail() {
        return true;
    }

    /** Waits, in real time and as long as the test may take, until {@code condition} holds; the loop runs on meanwhile. */
    protected static void waitFor(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) Gen.sleep(POLL);
    }

    /** Ends a {@link #waitForStop}, the one that waits or the next, which returns {@code value}. Any thread. Tornado: {@code stop}. */
    protected final void stop(@Nullable Object value) {
        stopFlag.stop(value);
    }

    /** Waits, in real time and as long as {@link #asyncTestTimeout} says, until something calls {@link #stop}; what it was called with. */
    protected final @Nullable Object waitForStop() {
        return waitForStop(() -> true, asyncTestTimeout());
    }

    /**
     * Waits until something calls {@link #stop} and {@code condition} holds then; what it was called with. For code that tells by a
     * callback that it is done. Source: Tornado's {@code AsyncTestCase.wait}.
     *
     * {@snippet class="typhoon.snippets.TestingSnippets" region="stop"}
     *
     * @param timeout in real time; zero for no limit
     * @throws AssertionError if the time is up
     */
    protected final @Nullable Object waitForStop(BooleanSupplier condition, Duration timeout) {
        return stopFlag.await(condition, timeout);
    }

    /** A socket that listens on a free port of 127.0.0.1: nobody else can take that port until it is closed. */
    public static ServerSocket bindUnusedPort() {
        return bindUnusedPort(InetAddress.getLoopbackAddress(), false);
    }

    /** As {@link #bindUnusedPort()}, on an address of this machine; with {@code reusePort} others that say so may take the port too. */
    public static ServerSocket bindUnusedPort(InetAddress address, boolean reusePort) {
        try {
            var socket = new ServerSocket();
            if (reusePort) socket.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            socket.bind(new InetSocketAddress(address, 0), 128);
            return socket;
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    /**
     * How long a test may take, or each of its {@code @BeforeEach} and {@code @AfterEach} methods: {@code ASYNC_TEST_TIMEOUT} in seconds as
     * system property or environment variable, else 5; zero for ever, and while a debugger can be attached to this JVM. JUnit's
     * {@code @Timeout} goes before. Source: Tornado's {@code get_async_test_timeout}.
     */
    public static Duration asyncTestTimeout() {
        if (Debugged.THIS) return Duration.ZERO;
        String text = System.getProperty("ASYNC_TEST_TIMEOUT", System.getenv("ASYNC_TEST_TIMEOUT"));
        try {
            if (text != null) return Duration.ofMillis(Math.round(Double.parseDouble(text) * 1000));
        } catch (NumberFormatException _) {
            // as Tornado has it: what is no number does not count
        }
        return Duration.ofSeconds(5);
    }

    /** The test and, for a nested one, those around it; innermost last. */
    static List<AsyncTestCase> of(ExtensionContext context) {
        return context.getRequiredTestInstances().getAllInstances().stream()
                .filter(AsyncTestCase.class::isInstance).map(AsyncTestCase.class::cast).toList();
    }

    void runsOn(LoopThread thread) {
        this.thread = thread;
    }

    private LoopThread thread() {
        if (thread == null) throw new IllegalStateException("loop and clock exist from @BeforeEach to @AfterEach, not in constructors");
        return thread;
    }
}

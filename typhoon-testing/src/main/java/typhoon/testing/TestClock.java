package typhoon.testing;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import typhoon.gen.Gen;
import typhoon.ioloop.IOLoop;
import typhoon.ioloop.LoopClock;

/**
 * A loop's clock that a test can move: real time plus whatever {@link #advance} has added. Timers and timeouts of the loop follow it;
 * {@code Thread.sleep}, sockets' own timeouts and the test's own timeout do not.
 *
 * {@snippet class="typhoon.snippets.TestingSnippets" region="clock"}
 */
public final class TestClock implements LoopClock {
    private static final int TURNS = 4;

    // The watchdog of a loop and helper threads of a test may look at the time too.
    private volatile long ahead;

    private @Nullable IOLoop loop;

    /** A clock that shows the real time until it is moved. */
    public TestClock() {}

    /** Real nanoseconds plus what was added. Any thread. */
    @Override
    public long nanoTime() {
        return System.nanoTime() + ahead;
    }

    /**
     * Moves the time forward in one jump: all timers that are then due run at once, in the order of their deadlines. In a coroutine it
     * returns after a few turns of the loop, so that what the timers woke has run as far as it could without waiting for the network.
     *
     * <p>A timer that one of these sets again is due after its own delay from the new time: to see a periodic callback run ten times,
     * advance ten times.
     *
     * @throws IllegalArgumentException if {@code step} is negative: a loop's time never goes back
     */
    @SuppressWarnings("NonAtomicVolatileUpdate")         // only the test moves it; the loop reads
    public void advance(Duration step) {
        if (step.isNegative()) throw new IllegalArgumentException("a clock moves forward, not by " + step);
        ahead += step.toNanos();
        if (loop == null) return;
        loop.clockMoved();
        if (Thread.currentThread().isVirtual() && IOLoop.currentOrNull() == loop) {
            for (int turn = 0; turn < TURNS; turn++) Gen.moment();
        }
    }

    /** The loop whose clock this is; one that is not told looks at its timers when something else wakes it. */
    void moves(IOLoop loop) {
        this.loop = loop;
    }
}

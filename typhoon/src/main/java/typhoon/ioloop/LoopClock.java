package typhoon.ioloop;

/**
 * What a loop tells the time by, in nanoseconds from an arbitrary origin, never backwards. Programs have no use for one; a test gives its
 * loop a clock that it can move, so that a timeout of an hour is tested in a millisecond. After moving it, wake the loop with
 * {@link IOLoop#clockMoved}.
 *
 * {@snippet class="typhoon.snippets.IOLoopSnippets" region="clock"}
 */
@FunctionalInterface
public interface LoopClock {
    /** The system's monotonic clock, the default. */
    LoopClock SYSTEM = System::nanoTime;

    /** Nanoseconds since some fixed moment. Called on the loop, many times a turn: must be quick. */
    long nanoTime();
}

package typhoon.tcp;

import java.time.Duration;
import java.util.concurrent.Callable;
import typhoon.gen.Gen;
import typhoon.netty.Loop;
import typhoon.netty.Nanos;

/** One time limit for several waits. */
final class Deadline {
    private final Loop loop;
    private final boolean none;
    private final long end;

    /** In {@code time} from now; zero for never. */
    Deadline(Loop loop, Duration time) {
        this.loop = loop;
        this.none = time.isZero();
        this.end = loop.nanoTime() + Nanos.of(time);
    }

    /** How many nanoseconds are left, at least 1; 0 when there is no limit. */
    long left() {
        return none ? 0 : Math.max(1, end - loop.nanoTime());
    }

    boolean isOver() {
        return !none && end - loop.nanoTime() <= 0;
    }

    /** Calls {@code wait}, and interrupts it at the deadline with a {@link typhoon.ioloop.TimeoutError}. */
    <T> T within(Callable<T> wait) throws Exception {
        return none ? wait.call() : Gen.withTimeout(Duration.ofNanos(left()), wait);
    }
}

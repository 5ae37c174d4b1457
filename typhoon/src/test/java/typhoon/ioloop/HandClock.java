package typhoon.ioloop;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import typhoon.gen.Gen;

/** A clock that stands still until it is moved by hand. */
final class HandClock implements LoopClock {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000_000);          // soon to wrap, as System.nanoTime may

    @Override
    public long nanoTime() {
        return now.get();
    }

    void advance(IOLoop loop, Duration step) {
        now.addAndGet(step.toNanos());
        loop.clockMoved();
    }

    /** In a coroutine: moves on by {@code step} and lets everything run that follows from it. */
    void pass(IOLoop loop, Duration step) {
        advance(loop, step);
        for (int turn = 0; turn < 4; turn++) Gen.moment();
    }
}

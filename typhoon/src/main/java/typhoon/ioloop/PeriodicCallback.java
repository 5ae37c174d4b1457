package typhoon.ioloop;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import typhoon.netty.Nanos;

/**
 * Calls something every so often, never overlapping itself. The grid of times stays aligned with the start: a call that takes longer than
 * the period makes the calls it covers fall out, and does not shift the later ones. A call that throws is logged, and the next one comes.
 *
 * {@snippet class="typhoon.snippets.IOLoopSnippets" region="periodic"}
 *
 * <p>To be used on the loop it is started on. Tornado: {@code tornado.ioloop.PeriodicCallback}.
 */
public final class PeriodicCallback {
    private final Runnable callback;
    private long periodNanos;
    private final double jitter;

    private @Nullable IOLoop loop;
    private @Nullable Timeout timeout;
    private long next;
    private boolean running;
    private int generation;
    private boolean busy;

    /** Every {@code period}, which must be more than zero. */
    public PeriodicCallback(Runnable callback, Duration period) {
        this(callback, period, 0);
    }

    /**
     * Every {@code period}, give or take: each step is the period times a number drawn from the window of width {@code jitter} around 1, so
     * that many processes do not act at the same moment.
     *
     * @param jitter from 0 (none) to 1 (from half to one and a half periods)
     */
    public PeriodicCallback(Runnable callback, Duration period, double jitter) {
        if (!(jitter >= 0 && jitter <= 1)) throw new IllegalArgumentException("jitter is from 0 to 1, not " + jitter);
        this.callback = callback;
        this.periodNanos = positive(period);
        this.jitter = jitter;
    }

    /** Begins on the current loop; the first call comes one period from now. Does nothing when it has begun already. */
    public void start() {
        if (running) return;
        running = true;
        generation++;
        loop = IOLoop.current();
        next = loop.nanoTime();
        scheduleNext(loop);
    }

    /** Ends it; a call in progress goes on to its end and is the last. */
    public void stop() {
        running = false;
        if (loop != null && timeout != null) loop.removeTimeout(timeout);
        timeout = null;
    }

    /** Whether it was started and not stopped. */
    public boolean isRunning() {
        return running;
    }

    /** The time between two calls. */
    public Duration period() {
        return Duration.ofNanos(periodNanos);
    }

    /** Changes the time between two calls, from the next step on: the call that is due next comes when it would have. */
    public void period(Duration period) {
        periodNanos = positive(period);
    }

    private static long positive(Duration period) {
        if (!period.isPositive()) throw new IllegalArgumentException("a period must be more than zero, not " + period);
        return Nanos.of(period);
    }

    /** The share of the period by which calls may be early or late. */
    public double jitter() {
        return jitter;
    }

    /** What is called. */
    public Runnable callback() {
        return callback;
    }

    private void scheduleNext(IOLoop on) {
        long step = jitter == 0 ? periodNanos : (long) (periodNanos * (1 + jitter * (ThreadLocalRandom.current().nextDouble() - 0.5)));
        long late = on.nanoTime() - next;
        next += late < 0 ? step : Math.floorDiv(late, step) * step + step;
        int mine = generation;
        timeout = on.callLater(Duration.ofNanos(next - on.nanoTime()), new Runnable() {
            @Override
            public void run() {
                call(on, mine);
            }

            @Override
            public String toString() {
                return "PeriodicCallback " + callback;
            }
        });
    }

    private void call(IOLoop on, int mine) {
        if (!running || mine != generation) return;
        if (busy) {                             // with a call that was begun before stop() and start()
            scheduleNext(on);
            return;
        }
        busy = true;
        try {
            callback.run();
        } finally {
            busy = false;
            if (running && mine == generation) scheduleNext(on);
        }
    }
}

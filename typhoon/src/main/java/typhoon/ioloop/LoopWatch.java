package typhoon.ioloop;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import typhoon.netty.Carriers;
import typhoon.netty.Logs;
import typhoon.netty.Loop;

/**
 * What the watchdog knows of one loop.
 *
 * <p>A loop that gets on changes a number with every task and every coroutine that is mounted. As long as that number stands still and
 * the loop does not sleep, one and the same piece of code has its thread. What that code is charged with is the time it computed, and
 * the time it waited of its own accord: not the time in which it would have computed had others left it the CPU, nor that in which the
 * collector or the whole machine stood. So a busy machine gives no warning, and a real stall on a busy machine still does, a little later.
 *
 * <p>On the JDK's shared carrier a virtual thread that is none of our tasks may have the thread while our poller sleeps beside it. There
 * the watchdog sees that the carrier is busy, wakes the poller once, and waits for it to answer. A loop with nothing to do is left
 * alone.
 */
final class LoopWatch {
    private static final Logger LOG = Logs.of("typhoon.general");
    private static final long LOCK_WAIT = TimeUnit.MILLISECONDS.toNanos(300);        // then it may be a deadlock: said within a second

    private final Loop loop;

    // Set by anybody, read by the watchdog.
    private volatile long threshold = -1;       // not set
    private volatile CarrierTime carrier = CarrierTime.of(-1);

    // Written by the watchdog, read by anybody.
    private final AtomicLong stalls = new AtomicLong();
    private final AtomicLong starvedTurns = new AtomicLong();
    private final AtomicLong collectedTurns = new AtomicLong();
    private volatile @Nullable LoopStall last;

    // Touched by the watchdog only.
    private CarrierTime measured = carrier;
    private boolean idle = true;
    private boolean failed;
    private boolean probed;
    private boolean searched;               // for the lock that the stall waits for
    private long seen;
    private long since;
    private long lookedAt;
    private long cpu;                       // totals at the last look
    private long starved;                   // -1 when it was not asked for
    private long collected;
    private long computing;                 // of the time since then
    private long waiting;
    private long collecting;
    private @Nullable LoopStall stall;

    LoopWatch(Loop loop) {
        this.loop = loop;
    }

    long threshold() {
        return threshold < 0 ? Watchdog.defaultThreshold() : threshold;
    }

    void threshold(long nanos) {
        threshold = nanos;
    }

    long stalls() {
        return stalls.get();
    }

    long starvedTurns() {
        return starvedTurns.get();
    }

    long collectedTurns() {
        return collectedTurns.get();
    }

    @Nullable LoopStall last() {
        return last;
    }

    /** Called by the thread that is about to run the loop. */
    void begin() {
        if (Carriers.kind() == Carriers.Kind.PRIVATE_ACCESS) carrier = CarrierTime.here(Thread.currentThread().threadId());
        else measureFromWithin();
        Watchdog.watch(this);
    }

    /** The system's number of the JDK's carrier is only seen by a thread that it carries: any virtual one. */
    private void measureFromWithin() {
        Thread.ofVirtual().name("typhoon-watchdog").start(() -> carrier = CarrierTime.here(loop.carrierThreadId()));
    }

    void end() {
        Watchdog.unwatch(this);
    }

    /** Loads what a report needs: when a loop is stuck in a class loader it may be too late. */
    static void rehearse() {
        Scene scene = Scene.of(Thread.currentThread(), Scene.describe("nothing"));
        StallLog.rehearse(new LoopStall("", scene.task(), scene.where(), Duration.ZERO, Duration.ZERO, Duration.ZERO, true, scene.stack(),
                null));
        LockSearch.rehearse();
    }

    /**
     * One look, at {@code now}, by a watchdog that woke {@code overslept} nanoseconds later than it wanted to. Returns whether the loop
     * is awake.
     */
    boolean look(long now, long overslept) {
        long progress = loop.pulse().beats() + loop.mounts();
        boolean sleeping = loop.pulse().sleeping();
        boolean nowIdle = sleeping && !loop.isCutOff();
        if (nowIdle && idle) return false;
        boolean stands = !nowIdle && !idle && progress == seen;
        boolean outlasted = !idle && (stall != null || now - since >= threshold());
        if (stands || outlasted) charge(now, overslept);            // reads files: not for a loop that gets on
        if (stands) {
            if (sleeping) probe();
            judge(now);
        } else {
            if (!idle) settle(now);
            idle = nowIdle;
            seen = progress;
            startOver(now);
        }
        return !idle;
    }

    /** A look failed: said once, or a lasting reason would fill the log. */
    void lookFailed(Throwable broken) {
        stall = null;
        idle = true;
        if (failed) return;
        failed = true;
        try {
            LOG.error("The watchdog could not look at {}; if it fails again, this is not repeated", loop.owner(), broken);
        } catch (Throwable _) {
            // the machine has nothing left to say it with; it may recover
        }
    }

    /** Nobody watches this loop any more, or for the time being: what there is to say of it is said. */
    void forget(long now) {
        if (!idle) settle(now);
        idle = true;
        stall = null;
    }

    private void startOver(long now) {
        stall = null;
        probed = false;
        searched = false;
        computing = 0;
        waiting = 0;
        collecting = 0;
        since = now;
        lookedAt = now;
        if (idle) return;
        measured = measurable();
        cpu = measured.onCpu();
        starved = -1;
        collected = Watchdog.collectionNanos();
    }

    /** Divides the time since the last look. What kept everybody from running overlaps, so the longest of it counts. */
    private void charge(long now, long overslept) {
        long allCollected = Watchdog.collectionNanos();
        long computed = measured.onCpu() - cpu;
        long allStarved = measured.starved();
        long starving = starved < 0 ? 0 : allStarved - starved;
        long kept = Math.max(overslept, Math.max(allCollected - collected, starving));
        if (!measured.wantsCpu(computed, now - lookedAt)) waiting += Math.max(0, now - lookedAt - computed - kept);
        computing += computed;
        collecting += allCollected - collected;
        cpu += computed;
        starved = allStarved;
        collected = allCollected;
        lookedAt = now;
    }

    /** The JDK replaces its carrier after a long idle time: then the new one is measured. */
    private CarrierTime measurable() {
        CarrierTime known = carrier;
        long id = loop.carrierThreadId();
        if (id < 0 || known.javaId() == id || Carriers.kind() == Carriers.Kind.PRIVATE_ACCESS) return known;
        CarrierTime unknown = CarrierTime.of(id);
        carrier = unknown;
        measureFromWithin();
        return unknown;
    }

    private void probe() {
        if (probed) return;
        probed = true;
        loop.clockMoved();
    }

    private void judge(long now) {
        if (stall == null) {
            if (computing + waiting >= threshold()) report(now);
        } else if (!searched && waiting >= LOCK_WAIT && stall.isWaiting()) {
            searched = true;
            lookForLock(now);
        }
    }

    private void report(long now) {
        Scene scene = Scene.now(loop);
        if (hasGoneOn()) return;                // it got on while we looked: this may be somebody else
        var begun = new LoopStall(loop.owner().toString(), scene.task(), scene.where(), Duration.ofNanos(now - since),
                Duration.ofNanos(computing), Duration.ofNanos(waiting), false, scene.stack(), null);
        stall = begun;
        last = begun;
        stalls.incrementAndGet();
        StallLog.begins(begun);
    }

    private void lookForLock(long now) {
        LoopStall.LockWait lock = LockSearch.in(loop);
        if (lock == null || stall == null || hasGoneOn()) return;
        LoopStall locked = stall.went(now - since, computing, waiting, false, lock);
        stall = locked;
        last = locked;
        StallLog.waitsForLock(locked, lock);
    }

    private boolean hasGoneOn() {
        return loop.pulse().beats() + loop.mounts() != seen;
    }

    private void settle(long now) {
        if (stall != null) {
            LoopStall over = stall.went(now - since, computing, waiting, true, stall.lockWait());
            last = over;
            StallLog.ends(over);
        } else if (now - since >= threshold()) {
            if (collecting * 2 > now - since - computing - waiting) collectedTurns.incrementAndGet();
            else starvedTurns.incrementAndGet();
        }
    }
}

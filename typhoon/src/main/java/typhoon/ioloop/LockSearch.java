package typhoon.ioloop;

import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import typhoon.netty.Carriers;
import typhoon.netty.Loop;

/**
 * Finds the lock that a stalled loop waits for, and who holds it.
 *
 * <p>What it is after: a coroutine that waits while it cannot leave the thread (in a static initialiser, say), for a lock that a parked
 * coroutine of the same loop holds. The parked one needs the thread to go on and give the lock back, so neither ever does.
 */
final class LockSearch {
    private static final int MOST_COROUTINES = 10_000;      // a dump of 100,000 takes 2 s and 130 MB
    private static final int MOST_SUSPECTS = 5;

    private LockSearch() {}

    /** Loads what a search needs. */
    static void rehearse() {
        for (Class<?> needed : List.of(LockSearch.class, ThreadDump.class, ThreadDump.Entry.class, JsonText.class, LoopStall.LockWait.class,
                LoopStall.Holder.class)) {
            try {
                MethodHandles.lookup().ensureInitialized(needed);
            } catch (IllegalAccessException impossible) {
                throw new AssertionError(needed + " is one of ours", impossible);
            }
        }
    }

    static LoopStall.@Nullable LockWait in(Loop loop) {
        Thread waiter = Scene.holder(loop);
        if (waiter == null) return null;
        return switch (waiter.getState()) {
            case BLOCKED -> monitor(loop, waiter);
            case WAITING, TIMED_WAITING -> parked(loop, waiter);
            case NEW, RUNNABLE, TERMINATED -> null;         // waits for the system, not for a lock
        };
    }

    private static LoopStall.@Nullable LockWait monitor(Loop loop, Thread waiter) {
        if (loop.workers().size() > MOST_COROUTINES || !(ThreadDump.take() instanceof ThreadDump dump)) return null;
        if (!(dump.of(waiter.threadId()) instanceof ThreadDump.Entry entry) || !(entry.blockedOn() instanceof String lock)) return null;
        if (!(dump.ownerOf(lock) instanceof ThreadDump.Entry owner)) return null;
        var holder = new LoopStall.Holder(title(loop, owner), owner.stack());
        return new LoopStall.LockWait(lock, isStuck(loop, owner), true, List.of(holder));
    }

    private static boolean isStuck(Loop loop, ThreadDump.Entry owner) {
        if (owner.carrier() != null || !owner.isVirtual()) return false;
        return isShared() || worker(loop, owner) != null;
    }

    private static String title(Loop loop, ThreadDump.Entry owner) {
        return worker(loop, owner) instanceof Thread worker ? Scene.name(loop, worker) : owner.title();
    }

    private static @Nullable Thread worker(Loop loop, ThreadDump.Entry owner) {
        for (Thread worker : loop.workers()) {
            if (worker.threadId() == owner.id()) return worker;
        }
        return null;
    }

    private static LoopStall.@Nullable LockWait parked(Loop loop, Thread waiter) {
        Object blocker = LockSupport.getBlocker(waiter);
        if (blocker == null) return null;
        String lock = Objects.toIdentityString(blocker);
        boolean forEver = waiter.getState() == Thread.State.WAITING;
        if (Loop.lockOwner(blocker) instanceof Thread owner) {
            boolean ofLoop = loop.workers().contains(owner) || owner.isVirtual() && isShared();
            boolean deadlock = forEver && ofLoop && waiter != loop.poller();
            return new LoopStall.LockWait(lock, deadlock, true, List.of(holder(loop, owner)));
        }
        if (!isShared() || !lock.startsWith("java.util.concurrent.locks.Reentrant")) return null;
        List<LoopStall.Holder> suspects = suspects(loop, waiter);
        return suspects.isEmpty() ? null : new LoopStall.LockWait(lock, forEver, false, suspects);
    }

    /** Without access to the lock's owner: parked coroutines, first those in the code that also called {@code lock()} now. */
    private static List<LoopStall.Holder> suspects(Loop loop, Thread waiter) {
        var where = new Scene(waiter, "", List.of(waiter.getStackTrace())).where();
        String locker = where == null ? "" : where.getClassName().replaceFirst("\\$.*", "");
        var suspects = new ArrayList<LoopStall.Holder>();
        for (Thread worker : loop.workers()) {
            if (worker != waiter && loop.taskOf(worker) != null && suspects.size() < MOST_COROUTINES) suspects.add(holder(loop, worker));
        }
        suspects.sort(Comparator.comparing(holder -> holder.stack().stream().noneMatch(frame -> frame.contains(locker))));
        return List.copyOf(suspects.subList(0, Math.min(MOST_SUSPECTS, suspects.size())));
    }

    private static LoopStall.Holder holder(Loop loop, Thread thread) {
        return new LoopStall.Holder(Scene.name(loop, thread), Arrays.stream(thread.getStackTrace()).map(String::valueOf).toList());
    }

    private static boolean isShared() {
        return Carriers.kind() == Carriers.Kind.SUPPORTED_ACCESS;
    }
}

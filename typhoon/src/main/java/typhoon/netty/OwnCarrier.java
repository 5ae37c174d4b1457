package typhoon.netty;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The thread that called start, running continuations and nothing else.
 *
 * <p>Nothing else, because code on the bare thread cannot give way: if it wanted a lock that a parked coroutine holds, the coroutine
 * could never run again to release it. So even the poller is a coroutine. While the poller sleeps in the kernel it pins this thread,
 * which is what we want; a continuation that becomes ready meanwhile comes from another thread, and that thread wakes the poller.
 */
final class OwnCarrier implements Carrier, Executor {
    private static final VarHandle MOUNTS;

    static {
        try {
            MOUNTS = MethodHandles.lookup().findVarHandle(OwnCarrier.class, "mounts", long.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final Runnable wakePoller;

    // Touched by the carrier thread only.
    private final ArrayDeque<Runnable> ready = new ArrayDeque<>();
    private boolean released;

    // Any thread may add; drained by the carrier thread.
    private final Queue<Runnable> fromOutside = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Thread thread;
    private volatile boolean idle;

    // Written by the carrier thread, read by the watchdog.
    private long mounts;
    private @Nullable Runnable mounted;

    OwnCarrier(Runnable wakePoller) {
        this.wakePoller = wakePoller;
    }

    @Override
    public Thread newThread(String name, Runnable body) {
        return Coroutines.create(this, name, body);
    }

    @Override
    public boolean carriesCaller() {
        return Coroutines.currentCarrier() == thread;
    }

    /** Called by the JDK each time a coroutine can go on, on whatever thread made that so. Must never block. */
    @Override
    public void execute(Runnable continuation) {
        Thread carrier = thread;
        if (carrier != null && Coroutines.currentCarrier() == carrier) {
            ready.addLast(continuation);
            return;
        }
        fromOutside.add(continuation);
        wakePoller.run();
        if (idle) LockSupport.unpark(thread);           // read again: the loop may have been started since
    }

    @Override
    public void hold() {
        thread = Thread.currentThread();
        try {
            while (!released) {
                Runnable continuation = ready.pollFirst();
                if (continuation == null && !drainOutside()) {
                    awaitOutside();
                } else if (continuation != null) {
                    MOUNTS.setOpaque(this, mounts + 1);
                    mounted = continuation;
                    continuation.run();
                }
            }
        } finally {
            released = false;
            mounted = null;
            thread = null;
        }
    }

    @Override
    public void release() {
        released = true;
    }

    @Override
    public boolean hasReady() {
        return drainOutside() || !ready.isEmpty();
    }

    @Override
    public boolean mayHaveReady() {
        return hasReady();
    }

    @Override
    public @Nullable Thread mounted() {
        Runnable continuation = mounted;
        return continuation == null || idle ? null : Coroutines.threadOf(continuation);
    }

    @Override
    public long mounts() {
        return (long) MOUNTS.getOpaque(this);
    }

    /** A poller that sleeps in the kernel pins this thread, so that it is never idle. */
    @Override
    public boolean cutsPollerOff() {
        return idle;
    }

    @Override
    public @Nullable Thread thread() {
        return thread;
    }

    private boolean drainOutside() {
        if (fromOutside.isEmpty()) return false;
        for (Runnable next = fromOutside.poll(); next != null; next = fromOutside.poll()) ready.addLast(next);
        return true;
    }

    /** Only reached when even the poller is parked, that is, when it waits for a lock that another coroutine or thread holds. */
    private void awaitOutside() {
        idle = true;
        if (fromOutside.isEmpty()) LockSupport.park(this);
        idle = false;
    }
}

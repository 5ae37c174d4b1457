package typhoon.netty;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's own carrier thread, the only one of the JVM: {@link Carriers} has seen to that. The poller waits in a JDK selector, which
 * parks it, and the thread that called start just waits. Everything virtual in this JVM runs on the one carrier, so it belongs to the
 * one loop there can be.
 */
final class SharedCarrier implements Carrier {
    private volatile boolean released;
    private volatile @Nullable Thread holder;
    private volatile @Nullable Thread thread;

    @Override
    public Thread newThread(String name, Runnable body) {
        return Thread.ofVirtual().name(name).inheritInheritableThreadLocals(false).unstarted(body);
    }

    @Override
    public boolean carriesCaller() {
        return Thread.currentThread().isVirtual();
    }

    @Override
    public void hold() {
        holder = Thread.currentThread();
        boolean interrupted = false;
        while (!released) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        released = false;               // not before: the poller may be done before this thread gets here
        holder = null;
        if (interrupted) Thread.currentThread().interrupt();
    }

    @Override
    public void release() {
        released = true;
        LockSupport.unpark(holder);
    }

    @Override
    public boolean hasReady() {
        return false;               // the poller parks instead of pinning: whoever is ready runs
    }

    @Override
    public boolean mayHaveReady() {
        return true;                // who is ready cannot be seen, and a turn whose selector did not wait has not parked either
    }

    @Override
    public @Nullable Thread mounted() {
        return null;                // the JDK's scheduler does not tell
    }

    @Override
    public long mounts() {
        return 0;
    }

    /** The JDK's scheduler parks a carrier that has nothing to carry with itself as the blocker. */
    @Override
    public boolean cutsPollerOff() {
        return thread() instanceof Thread carrier && LockSupport.getBlocker(carrier) == null;
    }

    /** The JDK ends its carrier after half a minute with nothing to do, and makes another when there is. */
    @Override
    public @Nullable Thread thread() {
        Thread known = thread;
        if (known == null || !known.isAlive()) thread = known = findThread();
        return known;
    }

    private static @Nullable Thread findThread() {
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        while (root.getParent() instanceof ThreadGroup parent) root = parent;
        var groups = new ThreadGroup[root.activeGroupCount() + 8];
        int count = root.enumerate(groups, false);
        for (int i = 0; i < count; i++) {
            if (!groups[i].getName().equals("CarrierThreads")) continue;
            var members = new Thread[groups[i].activeCount() + 8];
            int found = groups[i].enumerate(members, false);
            for (int j = 0; j < found; j++) {               // the scheduler's timer thread is a member as well
                if (members[j].getClass().getName().equals("jdk.internal.misc.CarrierThread")) return members[j];
            }
        }
        return null;
    }
}

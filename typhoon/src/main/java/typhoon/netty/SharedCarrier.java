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
    private volatile long threadId = -1;

    @Override
    public Thread newThread(String name, Runnable body) {
        return Thread.ofVirtual().name(name).unstarted(body);
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
    public @Nullable Thread mounted() {
        return null;                // the JDK's scheduler does not tell
    }

    @Override
    public long mounts() {
        return 0;
    }

    @Override
    public long threadId() {
        if (threadId < 0) threadId = findThread();
        return threadId;
    }

    private static long findThread() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().matches("ForkJoinPool-\\d+-worker-\\d+") && thread.isDaemon())
                .filter(thread -> thread.getClass().getName().equals("jdk.internal.misc.CarrierThread"))
                .mapToLong(Thread::threadId).findFirst().orElse(-1);
    }
}

package typhoon.netty;

import org.jspecify.annotations.Nullable;

/**
 * The thread that coroutines of one loop are mounted on. There are two: {@link OwnCarrier}, the thread that called start and nothing
 * else, which needs java.lang opened; and {@link SharedCarrier}, the JDK's only carrier thread, which needs nothing and serves one loop
 * per JVM.
 */
sealed interface Carrier permits OwnCarrier, SharedCarrier {
    /** An unstarted virtual thread that will be mounted on this carrier only. */
    Thread newThread(String name, Runnable body);

    /** Whether the calling code runs on this carrier. */
    boolean carriesCaller();

    /** Holds the calling platform thread while the loop runs; returns after {@link #release}. */
    void hold();

    /** Lets {@link #hold} return once the coroutine that calls this gives way. */
    void release();

    /** Whether a coroutine other than the caller could run now, so that the poller must not sleep. Only asked by the poller. */
    boolean hasReady();

    /** Whether the poller, which does not sleep now, should give way to others before its next turn. Only asked by the poller. */
    boolean mayHaveReady();

    /** The virtual thread mounted now, where that can be seen. Read by the watchdog from its own thread. */
    @Nullable Thread mounted();

    /** Changes whenever a coroutine is mounted, where that can be seen. Read by the watchdog from its own thread. */
    long mounts();

    /** Whether a poller that says it sleeps would not answer now, because something else has the carrier. Read by the watchdog. */
    boolean cutsPollerOff();

    /** The platform thread underneath, once there is one; what the watchdog measures. */
    @Nullable Thread thread();
}

package typhoon.netty;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What a loop lets the watchdog see at the price of one plain store per task: a number that changes while the loop gets on, and whether
 * it sleeps. Written by the loop, read by the watchdog's thread, which needs no more order than opaque access gives.
 */
public final class Pulse {
    private static final VarHandle BEATS;
    private static final VarHandle SLEEPING;

    static {
        try {
            BEATS = MethodHandles.lookup().findVarHandle(Pulse.class, "beats", long.class);
            SLEEPING = MethodHandles.lookup().findVarHandle(Pulse.class, "sleeping", boolean.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private long beats;
    private boolean sleeping = true;

    /** Grows with every turn and every task. */
    public long beats() {
        return (long) BEATS.getOpaque(this);
    }

    /** Whether the loop has nothing to do, or does not run at all. */
    public boolean sleeping() {
        return (boolean) SLEEPING.getOpaque(this);
    }

    void beat() {
        BEATS.setOpaque(this, beats + 1);
    }

    void sleeps() {
        SLEEPING.setOpaque(this, true);
    }

    void wakes() {
        SLEEPING.setOpaque(this, false);
        beat();
    }
}

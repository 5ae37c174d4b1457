package typhoon.netty;

import java.util.ArrayList;

/** A place where any number of coroutines of a loop wait for the same thing, and look again whether it has come when they are woken. */
final class Spots {
    private final ArrayList<Spot> taken = new ArrayList<>(0);

    /** As {@link Spot#await}, for one of many. */
    boolean await(Loop loop, long timeoutNanos, String what) {
        var spot = new Spot();
        taken.add(spot);
        try {
            return spot.await(loop, timeoutNanos, what);
        } finally {
            taken.remove(spot);
        }
    }

    void wakeAll() {
        for (Spot spot : taken) spot.wake();
    }

    boolean isTaken() {
        return !taken.isEmpty();
    }
}

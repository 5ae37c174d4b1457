package typhoon.netty;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a server serves just now, and the wait for its end. Of one loop. */
public final class Connections<C> {
    private final Set<C> open = new HashSet<>();
    private final Spot none = new Spot();

    /** One has begun. */
    public void add(C connection) {
        open.add(connection);
    }

    /** One has ended. */
    public void remove(C connection) {
        open.remove(connection);
        if (open.isEmpty()) none.wake();
    }

    public int size() {
        return open.size();
    }

    /** Those that are open now. */
    public List<C> all() {
        return List.copyOf(open);
    }

    /**
     * Parks until {@code acceptors}, which were closed, have let in who was in their queues, and then until the last connection has ended.
     * After {@code limit} nanoseconds who is in a queue still is turned away.
     *
     * @return the connections that have not ended
     */
    public List<C> drain(Loop on, List<Acceptor> acceptors, long limit) {
        long end = on.nanoTime() + limit;
        for (Acceptor acceptor : acceptors) {
            if (limit <= 0 || !acceptor.awaitClosed(Math.max(1, end - on.nanoTime()))) acceptor.closeNow();
        }
        for (long left = end - on.nanoTime(); left > 0 && !open.isEmpty(); left = end - on.nanoTime()) none.await(on, left, "draining");
        return all();
    }
}

package typhoon.netty;

import org.jspecify.annotations.Nullable;

/**
 * The loop something belongs to: the one on which it was first used. Other loops and threads are refused, for they would change it in the
 * middle of a step. Before any loop has used it, it may be prepared by the thread that made it.
 */
public final class Home {
    private final String name;
    private @Nullable Loop loop;

    /** The home of a {@code name}, as the messages call it. */
    public Home(String name) {
        this.name = name;
    }

    /** The loop, for a call that may wait. Throws {@link IllegalStateException} on any other loop or thread. */
    public Loop enter(String call) {
        Loop current = Loop.current();
        if (current == null || loop != null && loop != current) throw refusal(call, current);
        loop = current;
        return current;
    }

    /** For a call that does not wait: also before the first loop has come. */
    public void touch(String call) {
        if (loop != null || Loop.current() != null) enter(call);
    }

    private IllegalStateException refusal(String call, @Nullable Loop current) {
        String where = current == null ? Thread.currentThread().toString() : current.owner().toString();
        String remedy = loop == null
                ? "it belongs in a coroutine of an IOLoop: call it inside runSync(() -> …) or addCallback(() -> …)"
                : "this " + name + " belongs to " + loop.owner() + ": hand the call over with its addCallback(() -> …)";
        return new IllegalStateException(name + "." + call + " was called on " + where + ", but " + remedy);
    }
}

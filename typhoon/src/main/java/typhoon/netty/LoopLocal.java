package typhoon.netty;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A value of which each loop has its own: what its coroutines may share, because they take turns, and threads may not. */
public final class LoopLocal<T> {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final int index = COUNT.getAndIncrement();
    private final Supplier<T> first;

    /** Made by {@code first} when a loop first asks. */
    public LoopLocal(Supplier<T> first) {
        this.first = first;
    }

    /** The value of the loop that carries the caller; of none, a new one. */
    public T get() {
        Loop loop = Loop.current();
        return loop == null ? first.get() : of(loop);
    }

    @SuppressWarnings("unchecked")              // only we write at our index
    private T of(Loop loop) {
        @Nullable Object[] all = loop.locals;
        if (index < all.length && all[index] != null) return (T) all[index];
        if (index >= all.length) loop.locals = all = Arrays.copyOf(all, index + 8);
        T made = first.get();
        all[index] = made;
        return made;
    }
}

package typhoon.gen;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import typhoon.netty.Loop;
import typhoon.netty.Spot;
import typhoon.netty.WhenDone;

/**
 * The results of several futures in the order they finish. A failure is thrown by the {@link #next} that comes to it; one may go on after
 * it.
 *
 * {@snippet class="typhoon.snippets.GenSnippets" region="iterator"}
 *
 * <p>Belongs in one coroutine of a loop. The futures may be anybody's. Source: Tornado's {@code gen.WaitIterator}; here a future may be
 * given twice.
 *
 * @param <K> what names a future: its place among the arguments, or its key in the map
 */
public final class WaitIterator<K, T extends @Nullable Object> implements Iterator<T> {
    private final Loop loop = Gen.loop("WaitIterator");
    private final ArrayDeque<Map.Entry<K, Future<? extends T>>> finished = new ArrayDeque<>();
    private final Spot came = new Spot();
    private int left;
    private Map.@Nullable Entry<K, Future<? extends T>> current;

    private WaitIterator(Map<K, ? extends Future<? extends T>> futures) {
        left = futures.size();
        futures.forEach((key, future) -> {
            if (future.isDone()) finished.add(Map.entry(key, future));
            else WhenDone.enqueue(loop, future, () -> {
                finished.add(Map.entry(key, future));
                came.wake();
            });
        });
    }

    /** Of futures that are named by their places, from 0. */
    @SafeVarargs
    public static <T extends @Nullable Object> WaitIterator<Integer, T> of(Future<? extends T>... futures) {
        Map<Integer, Future<? extends T>> numbered = new LinkedHashMap<>();
        for (Future<? extends T> future : futures) numbered.put(numbered.size(), future);
        return of(numbered);
    }

    /** Of futures that are named by keys. */
    public static <K, T extends @Nullable Object> WaitIterator<K, T> of(Map<K, ? extends Future<? extends T>> futures) {
        return new WaitIterator<>(futures);
    }

    /** Whether all results have been given out; then there is no current one either. */
    public boolean done() {
        if (left > 0) return false;
        current = null;
        return true;
    }

    @Override
    public boolean hasNext() {
        return left > 0;
    }

    /** Waits for the next future to finish and returns its result, or throws what its work threw, as it is. */
    @Override
    public T next() {
        if (left == 0) throw new NoSuchElementException("all results have been given out");
        while (finished.isEmpty()) came.await(loop, 0, "waiting for the next of several futures");
        left--;
        current = finished.remove();
        return Gen.await(current.getValue());
    }

    /** Which future {@link #next} has given out last. {@link IllegalStateException} if none. */
    public K currentIndex() {
        return current().getKey();
    }

    /** The future that {@link #next} has given out last. {@link IllegalStateException} if none. */
    public Future<? extends T> currentFuture() {
        return current().getValue();
    }

    private Map.Entry<K, Future<? extends T>> current() {
        if (current != null) return current;
        throw new IllegalStateException("there is no current future before next(), nor after done()");
    }
}

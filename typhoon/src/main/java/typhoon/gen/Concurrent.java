package typhoon.gen;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import typhoon.netty.Loop;
import typhoon.netty.WhenDone;

/**
 * What one does with the futures of others: hear of their end, pass it on, complete one that may have been cancelled meanwhile. To wait for
 * one, {@link Gen#await} is all there is to it.
 *
 * {@snippet class="typhoon.snippets.GenSnippets" region="chain"}
 *
 * <p>Belongs in coroutines of a loop; the futures may be anybody's. Source: Tornado's {@code concurrent}.
 */
public final class Concurrent {
    /** Runs each task where it is submitted, before {@code submit} returns. For tests: {@code loop.setDefaultExecutor(DIRECT)}. */
    public static final DirectExecutor DIRECT = new DirectExecutor();

    private Concurrent() {}

    /**
     * Has {@code to} end as {@code from} does: now if that has ended, else on the loop when it does. Nothing happens when {@code to} is
     * done by then, and cancelling {@code to} does not reach {@code from}. Source: {@code chain_future}.
     */
    public static <T extends @Nullable Object> void chain(Future<? extends T> from, CompletableFuture<T> to) {
        onDone(from, ended -> {
            switch (ended.state()) {
                case SUCCESS -> to.complete(ended.resultNow());
                case FAILED -> to.completeExceptionally(ended.exceptionNow());
                case CANCELLED -> to.cancel(false);
                case RUNNING -> throw new AssertionError(ended + " was said to have ended");
            }
        });
    }

    /**
     * Calls {@code callback} with {@code future}: at once if that is done, else on the loop when it is.
     * {@link typhoon.ioloop.IOLoop#addFuture} is never at once. Source: {@code future_add_done_callback}.
     */
    public static <T extends @Nullable Object> void onDone(Future<? extends T> future, Consumer<? super Future<? extends T>> callback) {
        Loop loop = Gen.loop("onDone");
        if (future.isDone()) callback.accept(future);
        else WhenDone.enqueue(loop, future, () -> callback.accept(future));
    }

    /**
     * Completes {@code future}; nothing happens when it was cancelled, because nobody wants the result any more. Source: {@code
     * future_set_result_unless_cancelled}.
     *
     * @throws IllegalStateException when it is done for another reason
     */
    public static <T extends @Nullable Object> void setResultUnlessCancelled(CompletableFuture<T> future, T result) {
        if (!future.complete(result) && !future.isCancelled()) throw done(future);
    }

    /**
     * Fails {@code future}; when it was cancelled the failure is logged, for nobody else would hear of it. Source: {@code
     * future_set_exception_unless_cancelled}.
     *
     * @throws IllegalStateException when it is done for another reason
     */
    public static void setExceptionUnlessCancelled(CompletableFuture<?> future, Throwable failure) {
        if (future.completeExceptionally(failure)) return;
        if (!future.isCancelled()) throw done(future);
        Several.log("Exception after Future was cancelled", failure, List.of());
    }

    private static IllegalStateException done(Future<?> future) {
        return new IllegalStateException("it has a result already: " + future);
    }
}

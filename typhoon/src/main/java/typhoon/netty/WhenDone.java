package typhoon.netty;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Hears of the end of futures, whoever's they are. */
public final class WhenDone {
    private WhenDone() {}

    /** Enqueues {@code then} on {@code loop} when {@code future} has ended, whichever thread ends it and however. */
    public static void enqueue(Loop loop, Future<?> future, Runnable then) {
        if (future.isDone()) loop.enqueue(then);
        else if (future instanceof CompletionStage<?> stage) stage.whenComplete((_, _) -> loop.enqueue(then));
        else loop.enqueue(() -> {
            join(future);
            then.run();
        });
    }

    private static void join(Future<?> future) {
        try {
            future.get();
        } catch (ExecutionException | CancellationException end) {
            // how it ended is seen by who asks it for its result
        } catch (InterruptedException closing) {
            throw new CancellationException("the loop closed while somebody waited for " + future);
        }
    }
}

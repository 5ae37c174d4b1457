package typhoon.gen;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import typhoon.netty.Loop;

/** Hears of the end of futures, whoever's they are. */
final class Finish {
    private Finish() {}

    /** Runs {@code then} on {@code loop}: now if {@code future} is done, else in the turn after its end, whichever thread ends it. */
    static void of(Loop loop, Future<?> future, Runnable then) {
        if (future.isDone()) then.run();
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

package typhoon.gen;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import typhoon.netty.Logs;
import typhoon.netty.Rethrow;

/** Waits for futures until the last has ended, however they end. */
final class Several {
    private static final Logger LOG = Logs.of("typhoon.application");

    private final List<Class<? extends Throwable>> quiet;
    private @Nullable Throwable first;

    Several(List<Class<? extends Throwable>> quiet) {
        this.quiet = quiet;
    }

    /** The results in the order of the map; the first failure in that order is thrown, the others are logged. */
    <K, T extends @Nullable Object> Map<K, T> results(Map<K, ? extends Future<? extends T>> futures) {
        var results = new LinkedHashMap<K, T>();
        futures.forEach((key, future) -> {
            try {
                results.put(key, Gen.await(future));
            } catch (CancellationException cancelled) {
                if (!future.isDone()) throw cancelled;              // not the future was, but who waits for it
                failed(cancelled);
            } catch (Throwable problem) {
                failed(problem);
            }
        });
        if (first != null) throw Rethrow.unchecked(first);
        return results;
    }

    @SuppressWarnings("ReferenceEquality")      // the same future may be there twice
    private void failed(Throwable problem) {
        if (first == null) first = problem;
        else if (problem != first) log("Multiple exceptions in awaitAll", problem, quiet);
    }

    /** Logs a failure that is thrown to nobody, unless its kind is said to be quiet. A cancelled future is none. */
    static void log(String what, Throwable problem, List<Class<? extends Throwable>> quiet) {
        if (problem instanceof CancellationException || quiet.stream().anyMatch(kind -> kind.isInstance(problem))) return;
        LOG.error("{}", what, problem);
    }
}

package typhoon.ioloop;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import typhoon.netty.Loop;
import typhoon.netty.Spot;

/**
 * A coroutine that has begun and not ended, and where it is: see {@link IOLoop#coroutines}.
 *
 * {@snippet class="typhoon.snippets.IOLoopSnippets" region="coroutines"}
 *
 * @param task     what it does: the callback, the request, the spawned body
 * @param waitsFor what it waits for, in words, or as the JDK calls it; null for the caller, who does not wait
 * @param where    the first frame that belongs neither to Java nor to Netty nor to Typhoon; where there is none, the first that does not
 *                 belong to Java; null when there is none either
 * @param stack    innermost frame first
 */
public record CoroutineState(String task, @Nullable String waitsFor, @Nullable StackTraceElement where, List<StackTraceElement> stack) {
    static List<CoroutineState> of(Loop loop, int most) {
        var threads = new ArrayList<>(loop.workers());
        threads.sort(Comparator.comparingLong(Thread::threadId));
        var states = new ArrayList<CoroutineState>();
        for (Thread thread : threads) {
            if (states.size() >= most) break;
            if (loop.taskOf(thread) instanceof Object task) states.add(of(thread, Scene.describe(task)));
        }
        return List.copyOf(states);
    }

    @SuppressWarnings("ReferenceEquality")              // one thread is itself only
    private static CoroutineState of(Thread thread, String task) {
        Scene scene = Scene.of(thread, task);
        boolean waits = thread != Thread.currentThread();
        return new CoroutineState(task, waits ? waitsFor(thread, scene.stack()) : null, scene.where(), scene.stack());
    }

    private static String waitsFor(Thread thread, List<StackTraceElement> stack) {
        return switch (LockSupport.getBlocker(thread)) {
            case Spot spot -> spot.toString();
            case FutureTask<?> _ -> "a thread of an executor";
            case null -> stack.isEmpty() ? "its next turn" : call(stack.getFirst());
            case Object blocker -> blocker.getClass().getName();
        };
    }

    private static String call(StackTraceElement frame) {
        return frame.getClassName() + "." + frame.getMethodName();
    }
}

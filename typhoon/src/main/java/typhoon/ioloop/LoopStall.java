package typhoon.ioloop;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the watchdog saw when something held a loop for longer than {@link IOLoop#blockedLoopThreshold}: it is logged on
 * {@code typhoon.stall}, kept as {@link IOLoop#lastStall}, and recorded as the JFR event {@code typhoon.LoopStall}.
 *
 * {@snippet class="typhoon.snippets.IOLoopSnippets" region="stall"}
 *
 * @param loop     the loop, and the thread that runs it
 * @param task     the callback, handler or coroutine that held it
 * @param where    the first frame that belongs neither to Java nor to Netty nor to Typhoon; where there is none, the first that does not
 *                 belong to Java; null when the stack could not be seen
 * @param lasted   how long, as far as the watchdog can tell: a little less than the truth. While it goes on: up to the report
 * @param onCpu    how much of that the loop's thread spent on the CPU
 * @param waited   how much of it the thread waited; in the rest, if any, it was ready to go on and the machine did not let it
 * @param over     whether it has ended
 * @param stack    the stack at the time of the report, innermost frame first
 * @param lockWait the lock it waited for, or null when it waited for something else or not at all
 */
public record LoopStall(String loop, String task, @Nullable StackTraceElement where, Duration lasted, Duration onCpu,
        Duration waited, boolean over, List<StackTraceElement> stack, @Nullable LockWait lockWait) {

    /**
     * A lock that the stalled task waited for so long that it looked like a deadlock.
     *
     * @param lock     its class and identity
     * @param deadlock whether its holder is a coroutine that cannot go on before the task has the lock, so that the loop is dead for good
     * @param certain  whether the JVM told who holds it; otherwise {@code holders} are those who may
     * @param holders  who holds it: one, or several suspects
     */
    public record LockWait(String lock, boolean deadlock, boolean certain, List<Holder> holders) {}

    /** A thread or coroutine that holds a lock, or may hold it, and its stack, innermost frame first. */
    public record Holder(String name, List<String> stack) {}

    /** Whether most of the time was spent waiting, not computing. */
    public boolean isWaiting() {
        return waited.compareTo(onCpu) > 0;
    }

    /** Who, where, how long, how and what helps, in two sentences, without the stack. */
    public String describe() {
        return task + " has held " + loop + " for " + howLong() + (where == null ? "" : ", at " + place())
                + ". Nothing else of this loop runs meanwhile: hand such work to runInExecutor(() -> …)";
    }

    /** Class, method, file and line of {@link #where}, without module and loader; "unknown" when it could not be seen. */
    String place() {
        return where == null ? "unknown"
                : new StackTraceElement(where.getClassName(), where.getMethodName(), where.getFileName(), where.getLineNumber()).toString();
    }

    String howLong() {
        return lasted.toMillis() + " ms (" + (isWaiting() ? "waiting: " : "computing: ") + onCpu.toMillis() + " ms on the CPU, "
                + waited.toMillis() + " ms waiting)";
    }

    LoopStall went(long nanos, long cpuNanos, long waitNanos, boolean isOver, @Nullable LockWait lock) {
        return new LoopStall(loop, task, where, Duration.ofNanos(nanos), Duration.ofNanos(cpuNanos), Duration.ofNanos(waitNanos), isOver,
                stack, lock);
    }
}

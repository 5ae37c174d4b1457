package typhoon.ioloop;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import typhoon.netty.Loop;

/**
 * Who has a loop's thread, and where it is in its code.
 *
 * @param thread the virtual thread that has it, or null when it could not be told
 * @param task   in words
 * @param stack  innermost frame first; empty when it could not be seen
 */
record Scene(@Nullable Thread thread, String task, List<StackTraceElement> stack) {
    private static final Pattern LAMBDA = Pattern.compile("([\\w.$]+?)\\$\\$Lambda(?:/0x[0-9a-f]+)?@[0-9a-f]+");
    private static final Pattern WRAPPED =
            Pattern.compile("java\\.util\\.concurrent\\.Executors\\$RunnableAdapter@\\w+\\[Wrapped task = (.*)]");
    private static final Pattern OF_JAVA = Pattern.compile("(?:java|javax|jdk|sun|com\\.sun)\\..*");
    private static final Pattern OURS =
            Pattern.compile("typhoon\\.(?!examples\\.).*|"
                    + "(?:io\\.netty|tools\\.jackson|com\\.fasterxml|org\\.slf4j|ch\\.qos\\.logback)\\..*");

    /** What runs on {@code loop} at this moment. */
    static Scene now(Loop loop) {
        Thread thread = holder(loop);
        if (thread != null) return of(thread, name(loop, thread));
        if (loop.carrierThread() instanceof Thread carrier && ThreadDump.take() instanceof ThreadDump dump
                && dump.mountedOn(carrier.threadId()) instanceof ThreadDump.Entry entry)
            return new Scene(null, entry.title(), entry.frames());
        return new Scene(null, "something", List.of());
    }

    static Scene of(Thread thread, String task) {
        return new Scene(thread, task, List.of(thread.getStackTrace()));
    }

    /**
     * The coroutine that has the loop's thread. Where the carrier does not say (the shared one), the JDK does: it prints a mounted virtual
     * thread with the name of its carrier. Null when it is none of ours.
     */
    static @Nullable Thread holder(Loop loop) {
        if (loop.mounted() instanceof Thread mounted) return mounted;
        Thread carrier = loop.carrierThread();
        if (carrier == null) return null;
        String mark = "@" + carrier.getName();
        for (Thread worker : loop.workers()) {
            if (worker.toString().endsWith(mark)) return worker;
        }
        // On a carrier of ours nobody being mounted means that even the poller waits for a lock.
        return loop.poller().toString().endsWith(mark) || loop.mounts() > 0 ? loop.poller() : null;
    }

    /** The task of {@code thread}, as far as it has one. */
    static String name(Loop loop, Thread thread) {
        if (loop.taskOf(thread) instanceof Object task) return describe(task);
        if (thread == loop.poller()) return "the loop's own poller";
        return thread.getName().isEmpty() ? "virtual thread #" + thread.threadId() : "virtual thread " + thread.getName();
    }

    /** {@code toString()}, but for lambdas, which say what made them; anything that fails is known by its class. */
    static String describe(Object task) {
        try {
            String unwrapped = WRAPPED.matcher(String.valueOf(task)).replaceAll("$1");
            return LAMBDA.matcher(unwrapped).replaceAll("lambda of $1");
        } catch (RuntimeException | StackOverflowError | AssertionError | LinkageError broken) {
            return task.getClass().getName();
        }
    }

    /** The innermost frame of the user, not of what Typhoon is made of; where there is none, the innermost that is not Java's. */
    @Nullable StackTraceElement where() {
        StackTraceElement notOfJava = null;
        for (StackTraceElement frame : stack) {
            if (OF_JAVA.matcher(frame.getClassName()).matches()) continue;
            if (!OURS.matcher(frame.getClassName()).matches()) return frame;
            if (notOfJava == null) notOfJava = frame;
        }
        return notOfJava;
    }
}

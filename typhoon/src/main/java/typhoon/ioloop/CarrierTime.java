package typhoon.ioloop;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the operating system says about one platform thread: how long it has computed, whether it wants to, and how long others had the
 * CPU meanwhile. The last two only on Linux.
 */
final class CarrierTime {
    private static final Pattern BLANK = Pattern.compile(" ");

    private final long javaId;
    private final @Nullable Path task;

    private CarrierTime(long javaId, @Nullable Path task) {
        this.javaId = javaId;
        this.task = task;
    }

    /** Of the thread {@code javaId}, of which the system's own number is not known. */
    static CarrierTime of(long javaId) {
        return new CarrierTime(javaId, null);
    }

    /** Of the thread {@code javaId}; must be called on it, or in a coroutine that it carries. */
    static CarrierTime here(long javaId) {
        try {
            // "<pid>/task/<tid>" of the thread that asks, whatever Java calls it
            Path task = Path.of("/proc", Files.readSymbolicLink(Path.of("/proc/thread-self")).toString());
            return new CarrierTime(javaId, Files.isReadable(task.resolve("schedstat")) ? task : null);
        } catch (IOException | RuntimeException _) {
            return of(javaId);                  // not Linux, or a sandbox without /proc
        }
    }

    long javaId() {
        return javaId;
    }

    /** Nanoseconds on the CPU so far; 0 where nobody counts them. */
    long onCpu() {
        return Cpu.IS_COUNTED && javaId >= 0 ? Math.max(0, Cpu.THREADS.getThreadCpuTime(javaId)) : 0;
    }

    /** Nanoseconds so far in which the thread was ready to run and others had the CPU, but for the time since it last ran. */
    long starved() {
        String[] fields = BLANK.split(read("schedstat"));
        return fields.length < 2 ? 0 : Long.parseLong(fields[1]);
    }

    /**
     * Whether the thread computes, or would if others left it the CPU. Where that cannot be seen, one that {@code computed} for a tenth of
     * the latest {@code nanos} is taken to have wanted the rest too.
     */
    boolean wantsCpu(long computed, long nanos) {
        if (task == null) return computed * 10 > nanos;
        String stat = read("stat");
        return stat.startsWith("R", stat.lastIndexOf(')') + 2);         // the name before it may hold anything
    }

    private String read(String file) {
        if (task == null) return "";
        try {
            return Files.readString(task.resolve(file));
        } catch (IOException _) {
            return "";                          // the thread has ended
        }
    }

    /** Loaded by the watchdog, not by the thread that starts the loop. */
    private static final class Cpu {
        static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
        static final boolean IS_COUNTED = THREADS.isThreadCpuTimeSupported() && THREADS.isThreadCpuTimeEnabled();
    }
}

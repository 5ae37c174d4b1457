package typhoon.ioloop;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The thread that looks at every running loop a few times per {@link IOLoop#blockedLoopThreshold} and names what holds one. It only reads
 * what the loops leave behind anyway, so that a loop pays nothing for it; while no loop runs it waits.
 */
final class Watchdog {
    private static final String PROPERTY = "typhoon.blockedLoopThreshold";
    private static final long DEFAULT_MILLIS = 100;
    private static final int LOOKS = 4;         // per threshold: a stall is reported when it has lasted 1 to 1.5 thresholds

    // Guarded by WATCHED.
    private static final List<LoopWatch> WATCHED = new ArrayList<>();
    private static final List<LoopWatch> LEFT = new ArrayList<>();
    private static @Nullable Thread thread;

    private Watchdog() {}

    /** The threshold of a loop that sets none: from the system property, else 100 ms, or 0 (off) when a debugger may stop the loop. */
    static long defaultThreshold() {
        return Default.NANOS;
    }

    private static final class Default {
        static final long NANOS = TimeUnit.MILLISECONDS.toNanos(Math.max(0, millis()));

        private static long millis() {
            if (Long.getLong(PROPERTY) instanceof Long given) return given;
            return isDebugged(ManagementFactory.getRuntimeMXBean().getInputArguments()) ? 0 : DEFAULT_MILLIS;
        }
    }

    static boolean isDebugged(List<String> jvmArguments) {
        return jvmArguments.stream().anyMatch(argument -> argument.startsWith("-agentlib:jdwp") || argument.startsWith("-Xrunjdwp")
                || argument.startsWith("-agentpath:") && argument.contains("jdwp"));
    }

    static void watch(LoopWatch loop) {
        synchronized (WATCHED) {
            WATCHED.add(loop);
            if (thread == null) thread = Thread.ofPlatform().daemon().name("typhoon-watchdog").start(Watchdog::keepLooking);
            WATCHED.notifyAll();
        }
    }

    static void unwatch(LoopWatch loop) {
        synchronized (WATCHED) {
            WATCHED.remove(loop);
            LEFT.add(loop);
        }
    }

    private static void keepLooking() {
        LoopWatch.rehearse();
        long pause = 0;
        try {
            while (true) {
                List<LoopWatch> loops = awaitLoops();
                forgetThoseThatStopped();
                long wake = System.nanoTime() + pause;
                if (pause > 0) TimeUnit.NANOSECONDS.sleep(pause);
                long now = System.nanoTime();
                pause = lookAt(loops, now, Math.max(0, now - wake));
            }
        } catch (InterruptedException _) {
            // nobody has this thread to interrupt it; if somebody found it, he wants it to end
        }
    }

    private static List<LoopWatch> awaitLoops() throws InterruptedException {
        synchronized (WATCHED) {
            while (WATCHED.isEmpty() && LEFT.isEmpty()) WATCHED.wait();
            return List.copyOf(WATCHED);
        }
    }

    private static void forgetThoseThatStopped() {
        List<LoopWatch> stopped;
        synchronized (WATCHED) {
            stopped = List.copyOf(LEFT);
            LEFT.clear();
        }
        for (LoopWatch loop : stopped) loop.forget(System.nanoTime());
    }

    /** Looks at each once; returns how long until the next look. Half as often while all loops sleep. */
    private static long lookAt(List<LoopWatch> loops, long now, long overslept) {
        long next = TimeUnit.SECONDS.toNanos(1);
        for (LoopWatch loop : loops) {
            long threshold = loop.threshold();
            if (threshold == 0) {
                loop.forget(now);
                continue;
            }
            boolean awake = look(loop, now, overslept);
            next = Math.min(next, threshold / (awake ? LOOKS : LOOKS / 2));
        }
        return Math.max(next, TimeUnit.MILLISECONDS.toNanos(1));
    }

    /** Whatever goes wrong with one look, there is one watchdog for the whole JVM, and it must go on. */
    private static boolean look(LoopWatch loop, long now, long overslept) {
        try {
            return loop.look(now, overslept);
        } catch (Throwable broken) {
            loop.lookFailed(broken);
            return true;
        }
    }

    /** Time in which garbage collectors stopped everybody; those that work alongside report their cycles as well. */
    static long collectionNanos() {
        long millis = 0;
        for (GarbageCollectorMXBean collector : Collectors.ALL) {
            millis += Math.max(0, collector.getCollectionTime());
        }
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private static final class Collectors {
        static final List<GarbageCollectorMXBean> ALL = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .filter(collector -> !collector.getName().endsWith("Cycles")).toList();
    }
}

package typhoon.netty;

import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicReference;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Chooses, once per JVM, what carries coroutines: our own threads where {@code java.lang} is open to us, else the JDK's scheduler cut
 * down to one thread, else nothing, with a page that says what to do.
 */
public final class Carriers {
    private static final Logger LOG = Logs.of("typhoon.general");
    private static final String PARALLELISM = "jdk.virtualThreadScheduler.parallelism";
    private static final String POOL_SIZE = "jdk.virtualThreadScheduler.maxPoolSize";

    /** What carries the loops of this JVM. */
    public enum Kind {
        /** Each loop is carried by the thread that started it; any number of loops. */
        PRIVATE_ACCESS("private access"),
        /** The JDK's scheduler with a single carrier thread; one loop in the JVM, on NIO. */
        SUPPORTED_ACCESS("supported access");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    private static @Nullable Kind chosen;
    private static @Nullable String refused;
    private static final AtomicReference<@Nullable Loop> ONLY_LOOP = new AtomicReference<>();

    private Carriers() {}

    /** What carries coroutines here; chosen at the first call. Throws {@link IllegalStateException} when nothing can. */
    public static synchronized Kind kind() {
        if (refused != null) throw new IllegalStateException(refused);
        if (chosen == null) {
            chosen = chooseOnce();
            warmUpSocketPollers();
        }
        return chosen;
    }

    /** A refusal is final: looking again would take the properties that were set before the first look for those of the scheduler. */
    private static Kind chooseOnce() {
        try {
            return choose(System.getProperty("typhoon.carrier", "auto"), Coroutines.PRIVATE_ACCESS);
        } catch (IllegalStateException refusal) {
            refused = refusal.getMessage();
            throw refusal;
        }
    }

    static Carrier create(Runnable wakePoller) {
        return kind() == Kind.PRIVATE_ACCESS ? new OwnCarrier(wakePoller) : new SharedCarrier();
    }

    /** The one loop of the shared carrier claims it; a second is refused until the first has been closed. */
    static void claim(Loop loop) {
        if (kind() == Kind.SUPPORTED_ACCESS && !ONLY_LOOP.compareAndSet(null, loop) && ONLY_LOOP.get() != loop)
            throw new IllegalStateException("a second IOLoop was started, but without access to java.lang one JVM carries one loop. "
                    + "Close the first one, or start Java with --add-opens java.base/java.lang=ALL-UNNAMED");
    }

    static void release(Loop loop) {
        ONLY_LOOP.compareAndSet(loop, null);
    }

    static @Nullable Loop onlyLoop() {
        return ONLY_LOOP.get();
    }

    static Kind choose(String wanted, boolean privateAccess) {
        return switch (wanted) {
            case "auto" -> privateAccess ? Kind.PRIVATE_ACCESS : shared();
            case "private" -> {
                if (!privateAccess) throw new IllegalStateException(refusal("java.lang is not open to Typhoon"));
                yield Kind.PRIVATE_ACCESS;
            }
            case "supported" -> shared();
            default -> throw new IllegalArgumentException("typhoon.carrier is auto, private or supported, not " + wanted);
        };
    }

    private static Kind shared() {
        if (System.getProperty(PARALLELISM) == null) System.setProperty(PARALLELISM, "1");
        boolean sizeWasGiven = System.getProperty(POOL_SIZE) != null;
        if (!sizeWasGiven) System.setProperty(POOL_SIZE, "1");
        var scheduler = ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
        int carriers = scheduler.getParallelism();              // makes the scheduler, if nobody has yet
        boolean tooLate = !sizeWasGiven && scheduler.getPoolSize() > 0;     // it was made before it could see the size
        if (carriers != 1 || tooLate || !"1".equals(System.getProperty(POOL_SIZE)))
            throw new IllegalStateException(refusal("java.lang is not open to Typhoon, and the JDK's scheduler of virtual threads "
                    + (carriers == 1 ? "may have more than one carrier" : "has " + carriers + " carriers")
                    + " (a virtual thread was started before the first IOLoop, or its size was set)"));
        return Kind.SUPPORTED_ACCESS;
    }

    static String refusal(String why) {
        return """
                Typhoon cannot run coroutines on a loop's own thread here: %s.
                Give Java this option:
                  java             --add-opens java.base/java.lang=ALL-UNNAMED   (module path: =typhoon,ALL-UNNAMED)
                  java -jar        a line in the jar's manifest: Add-Opens: java.base/java.lang
                  Maven surefire   <argLine>--add-opens java.base/java.lang=ALL-UNNAMED</argLine>
                  Maven exec       <argument>--add-opens</argument><argument>java.base/java.lang=ALL-UNNAMED</argument>
                  Gradle           jvmArgs("--add-opens", "java.base/java.lang=ALL-UNNAMED")
                  IDE              the same option among the VM options of the run configuration
                Or, for one loop without it, before anything starts a virtual thread:
                  java             -D%s=1 -D%s=1""".formatted(why, PARALLELISM, POOL_SIZE);
    }

    /**
     * The JDK's own pollers of blocking sockets are born by the first blocking call of the JVM and would inherit that coroutine's
     * scheduler: a loop that later closes would take every socket of the JVM with it. Born here they belong to the JDK.
     */
    private static void warmUpSocketPollers() {
        Thread platform = Thread.ofPlatform().daemon().name("typhoon-warm-up").start(() -> {
            try {
                Class.forName("sun.nio.ch.Poller", true, null);
            } catch (ClassNotFoundException moved) {
                LOG.debug("this JDK has no sun.nio.ch.Poller to start early", moved);
            }
        });
        try {
            platform.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}

package typhoon.ioloop;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import typhoon.gen.Gen;

/**
 * A coroutine that waits in a static initialiser cannot leave the thread. If it waits for a lock that a parked coroutine of its loop holds,
 * neither can go on, and JDK 25 has no cure. The watchdog says so within a second. Each is tried in a JVM of its own, for it never ends.
 */
class LoopDeadlockTest {
    private static final Pattern NAMED = Pattern.compile("named after (\\d+) ms: (.*)", Pattern.DOTALL);
    private static final String COROUTINE = "coroutine lambda of " + Program.class.getName();

    /** What the child runs: a loop that dies of the lock that its argument names. */
    static final class Program {
        private static final ReentrantLock LOCK = new ReentrantLock();
        private static final Object MONITOR = new Object();

        /** Waits for the lock while the JVM runs its initialiser. */
        static final class WithLock {
            static {
                LOCK.lock();
            }

            static void touch() {}
        }

        /** The same with a monitor. */
        static final class WithMonitor {
            static final int HASH;

            static {
                synchronized (MONITOR) {
                    HASH = MONITOR.hashCode();
                }
            }

            static void touch() {}
        }

        /** A logger that wants the lock too. */
        static final class Locked extends AppenderBase<ILoggingEvent> {
            @Override
            protected void append(ILoggingEvent event) {
                LOCK.lock();
            }
        }

        public static void main(String[] args) throws InterruptedException {
            boolean monitor = args[0].equals("monitor");
            long[] begun = {0};
            var lines = new StallLines();
            if (args[0].equals("logger")) lockTheLogger();
            else Thread.ofPlatform().start(() -> tell(lines, begun));
            try (var loop = new IOLoop()) {
                loop.runSync(() -> {
                    Gen.spawn(() -> {
                        if (monitor) holdMonitor();
                        else holdLock();
                        return null;
                    });
                    Gen.sleep(Duration.ofMillis(500));
                    begun[0] = System.nanoTime();
                    if (monitor) WithMonitor.touch();
                    else WithLock.touch();
                    return null;
                });
            }
        }

        private static void holdMonitor() {
            synchronized (MONITOR) {
                Gen.sleep(Duration.ofSeconds(1));
            }
        }

        private static void holdLock() {
            LOCK.lock();
            Gen.sleep(Duration.ofSeconds(1));
            LOCK.unlock();
        }

        private static void tell(StallLines lines, long[] begun) {
            while (lines.all().stream().noneMatch(line -> line.contains("deadlock: "))) {
                try {
                    Thread.sleep(1);
                } catch (InterruptedException _) {
                    return;
                }
            }
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun[0]);
            System.out.println("named after " + millis + " ms: " + lines.all().getLast());
            System.out.flush();
            Runtime.getRuntime().halt(0);
        }

        private static void lockTheLogger() {
            var logger = (Logger) LoggerFactory.getLogger("typhoon.stall");
            var locked = new Locked();
            locked.setContext(logger.getLoggerContext());
            locked.start();
            logger.addAppender(locked);
            Thread.ofPlatform().start(() -> {
                try {
                    Thread.sleep(6_000);                    // a second is enough, where others do not keep the machine busy
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
                Runtime.getRuntime().halt(0);
            });
        }
    }

    @Test
    void ofAMonitorIsNamedWithBothStacks() throws Exception {
        String text = named("monitor");
        assertContains("ERROR deadlock: " + COROUTINE + " waits for lock java.lang.Object@", text);
        assertContains("\n  waits: " + COROUTINE + "\n\tat " + Program.WithMonitor.class.getName() + ".<clinit>", text);
        assertHolder(", which " + COROUTINE + " holds while it is parked", "  holds: ", "holdMonitor", text);
    }

    @Test
    void ofALockIsNamedWithBothStacks() throws Exception {
        String text = named("lock");
        assertContains("deadlock: " + COROUTINE + " waits for lock java.util.concurrent.locks.ReentrantLock$NonfairSync@", text);
        assertContains("\n\tat " + Program.WithLock.class.getName() + ".<clinit>", text);
        if (IOLoop.carrier().equals("private access")) {
            assertHolder(", which " + COROUTINE + " holds while it is parked", "  holds: ", "holdLock", text);
        } else {
            assertHolder(", which one of the parked coroutines below holds (the JVM does not say which)", "  may hold: ", "holdLock", text);
        }
    }

    @Test
    void ofTheLoggerItselfIsSaidOnStandardError() throws Exception {
        String output = ChildJvm.run(Program.class, List.of(), "logger");
        assertContains("typhoon.stall (its logger does not answer): " + COROUTINE + " has held IOLoop-1", output);
        assertContains("deadlock: " + COROUTINE + " waits for lock java.util.concurrent.locks.Reentrant", output);
    }

    /** What a child said within a second of its death; on a machine that others keep busy, at the third try at the latest. */
    private static String named(String lock) throws Exception {
        String said = "";
        for (int attempt = 1; attempt <= 3; attempt++) {
            said = ChildJvm.run(Program.class, List.of(), lock);
            Matcher named = NAMED.matcher(said);
            if (!named.find()) return fail("not named at all: " + said);
            System.out.println("deadlock of a " + lock + " was named after " + named.group(1) + " ms");
            if (Long.parseLong(named.group(1)) < 1_000) return named.group(2);
        }
        return fail("three times not named within a second: " + said);
    }

    private static void assertHolder(String words, String mark, String method, String text) {
        assertContains(words, text);
        String holder = text.substring(text.indexOf("\n" + mark));
        assertContains(Program.class.getName() + "." + method + "(LoopDeadlockTest.java:", holder);
    }

    private static void assertContains(String part, String text) {
        assertTrue(text.contains(part), () -> "\"" + part + "\" is not in: " + text);
    }
}

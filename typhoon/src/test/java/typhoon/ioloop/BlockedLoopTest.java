package typhoon.ioloop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import typhoon.examples.stalls.UserCode;
import typhoon.gen.Gen;

/** Code that keeps the loop's thread is named while it does so. */
class BlockedLoopTest {
    private final IOLoop loop = new IOLoop();
    private final StallLines lines = new StallLines(loop);

    /** A callback with a name, as handlers have. */
    private record Named(String name, Runnable body) implements Runnable {
        @Override
        public void run() {
            body.run();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    @AfterEach
    void close() {
        loop.close();
        lines.close();
    }

    @Test
    void computingIsNamedWithItsCallbackAndTheFirstLineOfTheUser() {
        run(new Named("UsersHandler.get", () -> UserCode.compute(this::isReported)));
        LoopStall stall = stall();
        assertEquals("UsersHandler.get", stall.task());
        assertFalse(stall.isWaiting(), stall::toString);
        assertInUserCode(stall, "compute");
        String line = lines.all().getFirst();
        assertTrue(line.startsWith("WARN UsersHandler.get has held " + name()), line);
        assertTrue(line.contains("(computing: "), line);
        assertTrue(line.contains("at typhoon.examples.stalls.UserCode.compute(UserCode.java:"), line);
        assertTrue(line.contains("hand such work to runInExecutor(() -> …)"), line);
        assertTrue(line.contains("typhoon.netty.Workers"), line);
    }

    @Test
    void aReadThatCannotParkIsNamedAsWaiting() {
        run(new Named("UsersHandler.post", () -> UserCode.readPipe(this::isReported)));
        LoopStall stall = stall();
        assertEquals("UsersHandler.post", stall.task());
        assertTrue(stall.isWaiting(), stall::toString);
        assertInUserCode(stall, "read");
        String line = lines.all().getFirst();
        assertTrue(line.contains("(waiting: "), line);
        assertTrue(line.contains("FileInputStream.read"), line);
    }

    @Test
    void aVirtualThreadBornInACoroutineIsNamedToo() {
        run(() -> {
            Thread thread = Thread.ofVirtual().name("of a library").unstarted(() -> {
                pause();                                        // resumed by the JDK, not by the loop
                UserCode.compute(this::isReported);
            });
            thread.start();
            join(thread);
        });
        LoopStall stall = stall();
        assertEquals("virtual thread of a library", stall.task());
        assertInUserCode(stall, "compute");
    }

    @Test
    void aTaskThatTheJdkResumedIsNamed() {
        run(new Named("the sleeper", () -> {
            pause();
            UserCode.compute(this::isReported);
        }));
        assertEquals("the sleeper", stall().task());
    }

    @Test
    void lambdasAreKnownByTheClassThatMadeThem() {
        loop.runSync(() -> {
            UserCode.compute(this::isReported);
            Gen.sleep(Duration.ofMillis(200));
            return null;
        });
        assertEquals("coroutine lambda of typhoon.ioloop.BlockedLoopTest", stall().task());
    }

    @Test
    void aStallIsSaidWhenItBeginsAndWhenItIsOverAndNotAgain() {
        run(new Named("long work", () -> {
            UserCode.compute(this::isReported);
            assertEquals(1, loop.stalls());
            assertFalse(stall().over());
            UserCode.computeMillis(700);
        }));
        assertEquals(1, loop.stalls());
        assertEquals(2, lines.count(), () -> lines.all().toString());
        assertTrue(lines.all().get(1).startsWith("INFO " + name()), lines.all().get(1));
        assertTrue(lines.all().get(1).contains("goes on: long work held it for "), lines.all().get(1));
        assertTrue(stall().over());
        assertTrue(stall().lasted().toMillis() > 700, () -> stall().lasted().toString());
    }

    @Test
    void twoStallsAreTwo() {
        run(() -> {
            UserCode.compute(() -> loop.stalls() == 1);
            Gen.sleep(Duration.ofMillis(100));
            UserCode.compute(() -> loop.stalls() == 2);
        });
        assertEquals(2, loop.stalls());
    }

    @Test
    void aLoopThatStopsWithItsStallIsToldToTheEnd() throws InterruptedException {
        loop.runSync(() -> {
            UserCode.compute(this::isReported);
            return null;
        });
        for (int i = 0; i < 100 && lines.count() < 2; i++) Thread.sleep(20);
        assertTrue(stall().over());
        assertEquals(2, lines.count());
    }

    @Test
    void anIdleLoopIsLeftAlone() {
        run(() -> {
            Gen.sleep(Duration.ofMillis(300));                  // the watchdog's own beginning is over
            long before = loop.loop().pulse().beats();
            Gen.sleep(Duration.ofMillis(1_500));
            assertTrue(loop.loop().pulse().beats() - before < 12, () -> loop.loop().pulse().beats() - before + " beats");
        });
        assertEquals(List.of(), lines.all());
    }

    /** Runs it as a callback and gives the watchdog time to see that it is over. */
    private void run(Runnable callback) {
        Throwable[] failure = {null};
        loop.addCallback(new Named(callback.toString(), () -> {
            try {
                callback.run();
                Gen.sleep(Duration.ofMillis(50));
                for (int i = 0; i < 100 && loop.lastStall() instanceof LoopStall stall && !(stall.over() && lines.count() % 2 == 0); i++)
                    Gen.sleep(Duration.ofMillis(50));
            } catch (Throwable problem) {
                failure[0] = problem;
            } finally {
                loop.stop();
            }
        }));
        loop.start();
        if (failure[0] != null) throw new AssertionError(failure[0]);
    }

    private boolean isReported() {
        return lines.count() > 0;
    }

    private String name() {
        return loop.toString();
    }

    private LoopStall stall() {
        LoopStall stall = loop.lastStall();
        assertNotNull(stall, "no stall was seen");
        return stall;
    }

    private static void assertInUserCode(LoopStall stall, String method) {
        StackTraceElement where = stall.where();
        assertNotNull(where, stall::toString);
        assertEquals("UserCode.java", where.getFileName());
        assertEquals(method, where.getMethodName());
        assertTrue(where.getLineNumber() > 0, where::toString);
        var ofUser = stall.stack().stream().filter(frame -> frame.getClassName().startsWith("typhoon.examples.")).findFirst();
        assertEquals(where, ofUser.orElse(null));
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}

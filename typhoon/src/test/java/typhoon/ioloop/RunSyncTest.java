package typhoon.ioloop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;

@OneMinute
class RunSyncTest {
    private final IOLoop loop = new IOLoop();
    private final List<String> said = new ArrayList<>();

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void returnsWhatTheBodyReturns() {
        assertEquals(42, loop.runSync(() -> {
            Gen.moment();
            return 42;
        }));
        assertNull(loop.runSync(() -> null));
    }

    @Test
    void throwsWhatTheBodyThrowsAsItIs() {
        for (Throwable problem : List.of(new IOException("planted"), new RuntimeException("planted"), new AssertionError("planted"),
                new CancellationException("planted"), new InterruptedException("planted"))) {
            var thrown = assertThrows(problem.getClass(), () -> loop.runSync(() -> {
                Gen.moment();
                switch (problem) {
                    case Exception exception -> throw exception;
                    case Error error -> throw error;
                    default -> throw new IllegalArgumentException(problem);
                }
            }));
            assertSame(problem, thrown);
        }
    }

    @Test
    void runsInACoroutineInTheOrderOfTheQueue() {
        loop.addCallback(() -> said.add("queued before"));
        boolean virtual = loop.runSync(() -> {
            said.add("body");
            return Thread.currentThread().isVirtual();
        });
        assertTrue(virtual);
        assertEquals(List.of("queued before", "body"), said);
    }

    @Test
    void canBeCalledAgainAndAgain() {
        for (int i = 0; i < 1000; i++) {
            int number = i;
            assertEquals(number, loop.runSync(() -> number));
        }
    }

    @Test
    void inACoroutineOfTheLoopTheBodySimplyRuns() {
        String inner = loop.runSync(() -> {
            Thread outside = Thread.currentThread();
            return loop.runSync(() -> {
                assertSame(outside, Thread.currentThread());
                return "inside";
            });
        });
        assertEquals("inside", inner);
        assertThrows(IOException.class, () -> loop.runSync(() -> loop.runSync(() -> {
            throw new IOException("planted");
        })));
    }

    // ---- the time limit

    @Test
    void interruptsABodyThatTakesTooLongAndWaitsForItsEnd() {
        var late = assertThrows(TimeoutError.class, () -> loop.runSync(() -> {
            try {
                Gen.sleep(Duration.ofHours(1));
                return null;
            } finally {
                Gen.moment();
                said.add("cleaned up");
            }
        }, Duration.ofMillis(20)));
        assertEquals("Operation timed out after 0.02 seconds", late.getMessage());
        assertEquals(List.of("cleaned up"), said);
    }

    @Test
    void whateverWaitItWasTheErrorIsTheSame() {
        var late = assertThrows(TimeoutError.class, () -> loop.runSync(() -> {
            Thread.sleep(Duration.ofHours(1));
            return null;
        }, Duration.ofSeconds(1)));
        assertEquals("Operation timed out after 1 seconds", late.getMessage());
        assertInstanceOf(InterruptedException.class, late.getCause(), "the place where it waited");
    }

    @Test
    void aFailureAfterTheTimeIsItsCause() {
        var late = assertThrows(TimeoutError.class, () -> loop.runSync(() -> {
            try {
                Thread.sleep(Duration.ofHours(1));
            } catch (InterruptedException _) {
                throw new IOException("planted");
            }
            return null;
        }, Duration.ofMillis(20)));
        assertInstanceOf(IOException.class, late.getCause());
    }

    @Test
    void aBodyThatSwallowsTheInterruptMayStillReturn() {
        assertEquals("unmoved", loop.runSync(() -> {
            try {
                Thread.sleep(Duration.ofHours(1));
            } catch (InterruptedException _) {
                Gen.moment();
            }
            return "unmoved";
        }, Duration.ofMillis(20)));
    }

    @Test
    void theTimerIsTakenBackWhenTheBodyIsDone() {
        loop.runSync(() -> "quick", Duration.ofHours(1));
        assertEquals(0, loop.loop().timerCount());
        assertThrows(IOException.class, () -> loop.runSync(() -> {
            throw new IOException("planted");
        }, Duration.ofHours(1)));
        assertEquals(0, loop.loop().timerCount());
    }

    @Test
    void anInterruptForOneBodyDoesNotReachTheNext() {
        assertThrows(TimeoutError.class, () -> loop.runSync(() -> {
            while (!Thread.currentThread().isInterrupted()) Gen.moment();
            throw new CancellationException("left with its flag up");
        }, Duration.ofMillis(20)));
        loop.runSync(() -> {
            Thread.sleep(1);
            Gen.sleep(Duration.ofMillis(1));
            return null;
        });
    }

    // ---- stopped by somebody else

    @Test
    void saysWhenSomebodyElseStoppedTheLoop() {
        loop.addCallback(() -> loop.addCallback(loop::stop));
        var stopped = assertThrows(IllegalStateException.class, () -> loop.runSync(() -> {
            Gen.sleep(Duration.ofHours(1));
            return null;
        }));
        assertEquals("Event loop stopped before the coroutine completed: " + loop, stopped.getMessage());
    }

    @Test
    void aStopInTheTurnInWhichTheBodyEndsIsHarmless() {
        assertEquals("done", loop.runSync(() -> {
            loop.stop();
            return "done";
        }));
        assertEquals("again", loop.runSync(() -> {
            Gen.moment();
            return "again";
        }));
    }
}

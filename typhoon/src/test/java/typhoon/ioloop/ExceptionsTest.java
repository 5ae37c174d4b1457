package typhoon.ioloop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;
import typhoon.gen.Gen;
import typhoon.netty.Rethrow;
import typhoon.testing.AsyncTestCase;
import typhoon.testing.ExpectLog;

class ExceptionsTest {
    /** A callback with a name, as the log should show it. */
    private record Failing(String name, Throwable problem) implements Runnable {
        @Override
        public void run() {
            throw Rethrow.unchecked(problem);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private record Interrupted(Failing failing) implements Runnable {
        @Override
        public void run() {
            Thread.currentThread().interrupt();
            failing.run();
        }

        @Override
        public String toString() {
            return failing.name;
        }
    }

    private static ExpectLog expectFailure(String name) {
        return new ExpectLog("typhoon.application", "Exception in callback " + name).level(Level.ERROR);
    }

    @Nested
    class OfCallbacks extends AsyncTestCase {
        @Test
        void areLoggedWithTheirStackAndTheNameOfTheCallback() {
            for (Throwable problem : List.of(new RuntimeException("planted"), new IOException("planted"), new AssertionError("planted"),
                    new LinkageError("planted"))) {
                try (var log = expectFailure("the one that fails")) {
                    loop().addCallback(new Failing("the one that fails", problem));
                    Gen.moment();
                    assertTrue(log.loggedStack());
                }
            }
        }

        @Test
        void doNotStopTheLoopNorTheirTurn() {
            List<String> ran = new ArrayList<>();
            try (var _ = expectFailure("second")) {
                loop().addCallback(() -> ran.add("first"));
                loop().addCallback(new Failing("second", new AssertionError("planted")));
                loop().addCallback(() -> ran.add("third"));
                Gen.moment();
            }
            Gen.moment();
            assertEquals(List.of("first", "third"), ran);
        }

        @Test
        void ofOneWhoWasInterruptedAreLoggedUnlessTheyComeFromThat() {
            try (var log = expectFailure("broken after its interrupt")) {
                for (Throwable problem : List.of(new NullPointerException("planted"), new RuntimeException(new InterruptedException()))) {
                    loop().addCallback(new Interrupted(new Failing("broken after its interrupt", problem)));
                }
                Gen.moment();
                assertEquals(1, log.matched().size());
            }
        }

        @Test
        void afterAWaitAreLoggedToo() {
            try (var _ = expectFailure(".*ExceptionsTest")) {
                loop().addCallback(() -> {
                    Gen.moment();
                    throw new IllegalStateException("planted");
                });
            }
        }

        @Test
        void ofTimersAreLoggedToo() {
            try (var _ = expectFailure("the late one")) {
                loop().callLater(Duration.ofSeconds(1), new Failing("the late one", new RuntimeException("planted")));
                clock().advance(Duration.ofSeconds(1));
            }
        }

        @Test
        void endlessRecursionIsAnExceptionOfTheCallbackAndNotTheEndOfTheLoop() {
            try (var _ = expectFailure("")) {
                loop().addCallback(() -> recurse(1));
            }
            try (var _ = new ExpectLog("typhoon.application", "A coroutine failed").optional()) {
                var future = loop().spawn(() -> recurse(1));
                assertThrows(StackOverflowError.class, () -> Gen.await(future));
            }
            Gen.moment();
        }

        @Test
        void cancellationIsNoError() {
            loop().addCallback(new Failing("cancelled", new CancellationException("planted")));
            loop().addCallback(new Failing("interrupted", new InterruptedException("planted")));
            try (var log = new ExpectLog("typhoon.application", "Exception in callback").optional()) {
                Gen.moment();
                assertEquals(List.of(), log.matched());
            }
        }

        @SuppressWarnings("InfiniteRecursion")
        private long recurse(long depth) {
            return recurse(depth + 1) + depth;
        }
    }

    @Nested
    @OneMinute
    class OfTheMachine {
        @Test
        void leaveStart() {
            var grave = new InternalError("planted");
            try (var loop = new IOLoop()) {
                loop.addCallback(new Failing("grave", grave));
                assertSame(grave, assertThrows(InternalError.class, loop::start));
            }
        }

        @Test
        void leaveStartFromASpawnedCoroutineToo() {
            var grave = new OutOfMemoryError("planted");
            try (var loop = new IOLoop()) {
                loop.spawn(new Failing("grave", grave));
                assertSame(grave, assertThrows(OutOfMemoryError.class, loop::start));
            }
        }

        @Test
        void leaveRunSyncAndTheLoopCanBeUsedAgain() {
            var grave = new InternalError("planted");
            try (var loop = new IOLoop()) {
                assertSame(grave, assertThrows(InternalError.class, () -> loop.runSync(() -> {
                    throw grave;
                })));
                assertEquals("again", loop.runSync(() -> "again"));
            }
        }
    }
}

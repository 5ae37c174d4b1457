package typhoon.ioloop;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;
import typhoon.gen.Gen;
import typhoon.testing.ExpectLog;

/** Nobody waits for what will never happen. */
class ClosedLoopTest {
    @Test
    void whatIsSpawnedOnItIsCancelled() {
        var loop = new IOLoop();
        loop.close();
        var future = loop.spawn(() -> "never");
        assertTrue(future.isCancelled());
        assertThrows(CancellationException.class, () -> future.get(1, TimeUnit.SECONDS));
    }

    @Test
    void whatHasNotBegunWhenItClosesIsCancelled() {
        var loop = new IOLoop();
        var before = loop.spawn(() -> "never");
        loop.close();
        assertTrue(before.isCancelled());
    }

    @Test
    void whatIsSpawnedInItsLastTurnIsCancelled() {
        var loop = new IOLoop();
        var inside = loop.runSync(() -> {
            loop.stop();
            return loop.spawn(() -> "never");
        });
        loop.close();
        assertTrue(inside.isCancelled());
    }

    @Test
    void aFailureNobodyAskedForIsLoggedWhenItCloses() {
        var loop = new IOLoop();
        var kept = loop.runSync(() -> {
            var failing = loop.spawn(() -> {
                throw new IllegalStateException("planted");
            });
            Gen.moment();
            return failing;
        });
        try (var log = new ExpectLog("typhoon.application", "A coroutine failed and nobody asked").level(Level.ERROR)) {
            loop.close();
            assertTrue(log.loggedStack());
        }
        assertTrue(kept.isDone());
    }

    @Test
    void aFailureThatWasAskedForIsNot() {
        var loop = new IOLoop();
        loop.runSync(() -> assertThrows(IllegalStateException.class, () -> Gen.await(loop.spawn(() -> {
            throw new IllegalStateException("planted");
        }))));
        try (var log = new ExpectLog("typhoon.application", "A coroutine failed").optional()) {
            loop.close();
            assertTrue(log.matched().isEmpty());
        }
    }
}

package typhoon.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import typhoon.gen.Gen;

class ExpectLogTest extends AsyncTestCase {
    private static final Logger LOG = LoggerFactory.getLogger("typhoon.test.expect");
    private static final Logger BELOW = LoggerFactory.getLogger("typhoon.test.expect.below");

    @Test
    void whatFitsIsClaimedAndGoesNoFurther() {
        try (var expected = new ExpectLog("typhoon.test.expect", "user \\d+ is")) {
            LOG.warn("user {} is unknown", 7);
            assertEquals(List.of("user 7 is unknown"), expected.matched());
            assertFalse(expected.loggedStack());
        }
    }

    @Test
    void thePatternIsAnchoredAtTheStartOnly() {
        var passed = new ArrayList<String>();
        try (var _ = recording(passed)) {
            var failure = assertFails(() -> {
                try (var _ = new ExpectLog("typhoon.test.expect", "is")) {
                    LOG.info("this");
                }
            });
            assertTrue(failure.getMessage().contains("INFO typhoon.test.expect: this"), failure.getMessage());
            assertEquals(List.of("this"), passed);
        }
    }

    @Test
    void aLoggerBelowIsNotWatched() {
        var passed = new ArrayList<String>();
        try (var _ = recording(passed); var _ = new ExpectLog("typhoon.test.expect", "").optional()) {
            BELOW.warn("from below");
        }
        assertEquals(List.of("from below"), passed);
    }

    @Test
    void aLevelMustBeTheSameAndIsTurnedOn() {
        try (var _ = new ExpectLog("typhoon.test.expect", "detail").level(Level.DEBUG)) {
            assertTrue(LOG.isDebugEnabled());
            LOG.debug("detail");
        }
        assertFalse(LOG.isDebugEnabled());
        var failure = assertFails(() -> {
            try (var _ = new ExpectLog("typhoon.test.expect", "detail").level(Level.DEBUG)) {
                LOG.info("detail");
            }
        });
        assertTrue(failure.getMessage().contains("at DEBUG"), failure.getMessage());
    }

    @Test
    void whatTheBlockThrowsIsNotHiddenByTheMissingMessage() {
        var failure = assertThrows(IllegalStateException.class, () -> {
            try (var _ = new ExpectLog("typhoon.test.expect", "never")) {
                throw new IllegalStateException("the reason");
            }
        });
        assertEquals("the reason", failure.getMessage());
    }

    @Test
    void aMessageThatComesALittleLaterCounts() {
        try (var _ = new ExpectLog("typhoon.test.expect", "late")) {
            Gen.spawn(() -> {
                Gen.sleep(Duration.ofMillis(50));
                LOG.error("late", new IllegalStateException("with a stack"));
            });
        }
    }

    @Test
    void oneWithinAnotherClaimsFirst() {
        try (var outer = new ExpectLog("typhoon.test.expect", "b"); var inner = new ExpectLog("typhoon.test.expect", "a")) {
            LOG.warn("a");
            LOG.warn("b");
            assertEquals(List.of("b"), outer.matched());
            assertEquals(List.of("a"), inner.matched());
        }
    }

    /** On a thread where nobody waits for a message that may still come: these know that none does. */
    private AssertionError assertFails(Executable block) {
        return loop().runInExecutor(() -> assertThrows(AssertionError.class, block));
    }

    /** Keeps what gets past the loggers below. */
    private static Tap recording(List<String> messages) {
        return new Tap("typhoon.test", record -> messages.add(record.message()));
    }
}

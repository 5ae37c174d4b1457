package typhoon.ioloop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.event.Level;
import typhoon.gen.Gen;
import typhoon.testing.ExpectLog;

/** What goes wrong in the loop's own work, outside of every task, never ends in silence. */
@Timeout(20)
class PollerTest {
    private @Nullable Throwable planted;
    private int times;

    private final LoopClock clock = () -> {
        if (planted != null && times > 0) {
            times--;
            if (planted instanceof Error error) throw error;
            if (planted instanceof RuntimeException exception) throw exception;
        }
        return System.nanoTime();
    };

    private String waitWith(Throwable problem, int times) {
        try (var loop = new IOLoop(clock)) {
            return loop.runSync(() -> {
                loop.callLater(Duration.ofMillis(50), () -> {});
                planted = problem;
                this.times = times;
                for (int i = 0; i < 10; i++) Gen.moment();
                return "went on";
            });
        }
    }

    @Test
    void anErrorOfTheMachineLeavesStart() {
        var error = new OutOfMemoryError("planted");
        assertSame(error, assertThrows(OutOfMemoryError.class, () -> waitWith(error, 1)));
    }

    @Test
    void anythingElseIsLoggedAndTheLoopGoesOn() {
        try (var _ = new ExpectLog("typhoon.application", "IOLoop-.* failed in its own work").level(Level.ERROR)) {
            assertEquals("went on", waitWith(new IllegalStateException("planted"), 1));
        }
    }

    @Test
    void whatRepeatsWithoutEndLeavesStartToo() {
        var problem = new IllegalStateException("planted");
        try (var _ = new ExpectLog("typhoon.application", "IOLoop-.* failed in its own work").level(Level.ERROR)) {
            assertSame(problem, assertThrows(IllegalStateException.class, () -> waitWith(problem, Integer.MAX_VALUE)).getCause());
        }
    }
}

package typhoon.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;

class TestClockTest extends AsyncTestCase {
    @Test
    void timersThatAreDueRunAtOnceInTheirOrder() {
        var ran = new ArrayList<String>();
        loop().callLater(Duration.ofHours(2), () -> ran.add("second"));
        loop().callLater(Duration.ofHours(1), () -> ran.add("first"));
        loop().callLater(Duration.ofHours(4), () -> ran.add("third"));
        clock().advance(Duration.ofHours(3));
        assertEquals(List.of("first", "second"), ran);
    }

    @Test
    void sleepersAwake() {
        var sleeper = Gen.spawn(() -> Gen.sleep(Duration.ofDays(1)));
        Gen.moment();
        clock().advance(Duration.ofDays(1));
        assertTrue(sleeper.isDone());
    }

    @Test
    void itMovesFromAnotherThreadToo() throws InterruptedException {
        var sleeper = Gen.spawn(() -> Gen.sleep(Duration.ofDays(1)));
        Gen.moment();
        Thread.ofPlatform().start(() -> clock().advance(Duration.ofDays(1)));
        Gen.await(sleeper);
    }

    @Test
    void itNeverGoesBack() {
        assertThrows(IllegalArgumentException.class, () -> clock().advance(Duration.ofNanos(-1)));
    }
}

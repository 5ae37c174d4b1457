package typhoon.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StopTest extends AsyncTestCase {
    @Test
    void aWaitEndsWithTheValueOfItsStop() {
        loop().addCallback(() -> stop("value"));
        assertEquals("value", waitForStop());
        loop().addCallback(() -> stop(null));
        assertNull(waitForStop());
    }

    @Test
    void aStopThatCameFirstEndsTheNextWaitAndNoOther() {
        stop(1);
        assertEquals(1, waitForStop());
        assertThrows(AssertionError.class, () -> waitForStop(() -> true, Duration.ofMillis(10)));
    }

    @Test
    void aStopMayComeFromAnyThread() {
        Thread.ofPlatform().start(() -> stop("elsewhere"));
        assertEquals("elsewhere", waitForStop());
    }

    @Test
    void aWaitWithAConditionGoesOnUntilItHolds() {
        var count = new int[1];
        loop().addCallback(() -> {
            count[0]++;
            stop(count[0]);
            if (count[0] < 3) loop().callLater(Duration.ofMillis(1), () -> {
                count[0] = 3;
                stop("third");
            });
        });
        assertEquals("third", waitForStop(() -> count[0] == 3, Duration.ofSeconds(5)));
    }

    @Test
    void aWaitThatTakesTooLongFailsAndTheNextIsNotDisturbed() {
        var failure = assertThrows(AssertionError.class, () -> waitForStop(() -> true, Duration.ofMillis(10)));
        assertEquals("Async operation timed out after 0.01 seconds", failure.getMessage());
        loop().callLater(Duration.ofMillis(30), () -> stop("later"));
        assertEquals("later", waitForStop());
    }

    @Test
    void theTestsOwnTimeIsReadWhenItRuns() {
        assertEquals(Duration.ofSeconds(5), asyncTestTimeout());
        System.setProperty("ASYNC_TEST_TIMEOUT", "0.1");
        try {
            assertEquals(Duration.ofMillis(100), asyncTestTimeout());
            assertThrows(AssertionError.class, this::waitForStop);
            System.setProperty("ASYNC_TEST_TIMEOUT", "soon");
            assertEquals(Duration.ofSeconds(5), asyncTestTimeout());
        } finally {
            System.clearProperty("ASYNC_TEST_TIMEOUT");
        }
    }

    @Test
    void anUnusedPortListensAndIsNobodyElses() throws Exception {
        try (var one = bindUnusedPort(); var two = bindUnusedPort()) {
            assertTrue(one.isBound() && one.getInetAddress().isLoopbackAddress());
            assertTrue(one.getLocalPort() != two.getLocalPort());
            new RawClient(one.getLocalPort()).close();
        }
        try (var everywhere = bindUnusedPort(InetAddress.getByName("0.0.0.0"), true)) {
            assertTrue(everywhere.getInetAddress().isAnyLocalAddress());
        }
    }
}

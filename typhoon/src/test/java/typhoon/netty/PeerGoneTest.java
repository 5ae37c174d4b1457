package typhoon.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;
import typhoon.netty.StreamChannel.Event;

/** Who wants to know is told that the peer has gone and that the connection is closed, each exactly once, as a task that may wait. */
class PeerGoneTest extends StreamTestCase {
    private int gone;
    private int closed;

    private StreamChannel acceptAndWatch() {
        StreamChannel channel = accept();
        channel.onPeerGone(() -> {
            assertTrue(Thread.currentThread().isVirtual());
            Gen.moment();
            gone++;
        });
        channel.onClosed(() -> {
            Gen.moment();
            closed++;
        });
        return channel;
    }

    private void assertTold(int expectedGone, int expectedClosed) {
        waitFor(() -> gone >= expectedGone && closed >= expectedClosed);
        for (int turn = 0; turn < 10; turn++) Gen.moment();
        assertEquals(expectedGone, gone, "onPeerGone");
        assertEquals(expectedClosed, closed, "onClosed");
    }

    @Test
    void byItsEndOfStream() {
        try (var client = connect()) {
            StreamChannel channel = acceptAndWatch();
            client.shutdownOutput();
            assertTold(1, 0);
            assertTrue(channel.isOpen(), "it may still listen");
            channel.close();
            assertTold(1, 1);
            assertNull(channel.error());
        }
    }

    @Test
    void byAReset() {
        try (var client = connect()) {
            StreamChannel channel = acceptAndWatch();
            client.reset();
            assertTold(1, 1);
            assertFalse(channel.isOpen());
            assertNotNull(channel.error());
            channel.close();
            channel.abort();
            assertTold(1, 1);
        }
    }

    @Test
    void byAnEndAndThenAReset() {
        try (var client = connect()) {
            StreamChannel channel = acceptAndWatch();
            client.shutdownOutput();
            assertTold(1, 0);
            client.reset();
            Gen.spawn(() -> {
                while (channel.isOpen()) {
                    append(channel, "are you there?");
                    channel.drain(0, 0);
                    Gen.moment();
                }
            });
            assertTold(1, 1);
        }
    }

    @Test
    void whileBytesAreUnreadAndReadingIsPaused() {
        try (var client = connect()) {
            StreamChannel channel = acceptAndWatch();
            client.send("unread");
            waitFor(() -> channel.inbox().isReadable());
            client.reset();
            assertTold(1, 1);
            assertEquals("unread", take(channel));
            assertEquals(Event.CLOSED, channel.awaitBytes(0));
        }
    }

    @Test
    void whoAsksLateIsToldAtOnce() {
        try (var client = connect()) {
            StreamChannel channel = accept();
            client.shutdownOutput();
            waitFor(channel::eof);
            channel.onPeerGone(() -> gone++);
            assertTold(1, 0);
            channel.close();
            waitFor(() -> channel.awaitBytes(0) == Event.CLOSED);
            channel.onClosed(() -> closed++);
            assertTold(1, 1);
        }
    }

    @Test
    void whoNoLongerWantsToKnowIsNot() {
        try (var client = connect()) {
            StreamChannel channel = acceptAndWatch();
            channel.onPeerGone(null);
            channel.onClosed(null);
            client.reset();
            waitFor(() -> channel.awaitBytes(0) == Event.CLOSED);
            assertTold(0, 0);
        }
    }
}

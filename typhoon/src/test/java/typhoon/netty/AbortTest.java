package typhoon.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;
import typhoon.netty.StreamChannel.Event;

class AbortTest extends StreamTestCase {
    private int closed;

    @Test
    void resetsThePeer() throws Exception {
        try (var client = new Socket(address().getAddress(), address().getPort())) {
            StreamChannel channel = accept();
            channel.abort();
            assertFalse(channel.isOpen());
            assertThrows(SocketException.class, client.getInputStream()::read);
        }
    }

    @Test
    void dropsWhatWasNotSent() {
        try (var client = connectWithSmallBuffer()) {
            StreamChannel channel = accept();
            overfill(channel, 16 << 20);
            append(channel, "never seen");
            channel.abort();
            Gen.moment();
            Gen.moment();
            assertEquals(0, channel.pending());
            assertTrue(client.readAllBytes().length < 16 << 20);
        }
    }

    @Test
    void freesWhoWaits() {
        try (var _ = connectWithSmallBuffer()) {
            StreamChannel channel = accept();
            overfill(channel, 16 << 20);
            Future<Event> reading = Gen.spawn(() -> channel.awaitBytes(0));
            Future<Event> writing = Gen.spawn(() -> channel.drain(0, 0));
            Gen.moment();
            channel.abort();
            assertEquals(Event.CLOSED, Gen.await(reading));
            assertEquals(Event.CLOSED, Gen.await(writing));
        }
    }

    @Test
    void cutsACloseShort() {
        try (var client = connectWithSmallBuffer()) {
            StreamChannel channel = accept();
            channel.onClosed(() -> closed++);
            overfill(channel, 16 << 20);
            channel.close();
            for (int turn = 0; turn < 5; turn++) Gen.moment();
            assertEquals(0, closed);
            channel.abort();
            waitFor(() -> closed == 1);
            client.readAllBytes();
        }
    }

    @Test
    void isIdempotentAndToldOnce() {
        try (var _ = connect()) {
            StreamChannel channel = accept();
            channel.onClosed(() -> closed++);
            for (int i = 0; i < 3; i++) channel.abort();
            waitFor(() -> closed == 1);
            channel.abort();
            channel.close();
            for (int turn = 0; turn < 5; turn++) Gen.moment();
            assertEquals(1, closed);
        }
    }
}

package typhoon.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;
import typhoon.testing.RawClient;
import typhoon.testing.WebSocketProbe;

/** One message to many, among them some that do not read. */
class BroadcastTest extends SocketTestCase {
    @Override
    Recorder handler() {
        return new Recorder();
    }

    @Test
    void everyOpenWebSocketGetsIt() {
        var probes = new ArrayList<WebSocketProbe>();
        for (int i = 0; i < 20; i++) probes.add(probe());
        waitFor(() -> open.size() == 20);
        WebSocketHandler.broadcast(open, "small");
        WebSocketHandler.broadcast(open, "x".repeat(10_000));
        WebSocketHandler.broadcast(open, new byte[] {1, 2, 3});
        for (WebSocketProbe probe : probes) {
            assertEquals("small", probe.readText());
            assertEquals(10_000, probe.readText().length());
            assertEquals(3, probe.readFrame().payload().length);
            probe.close();
        }
        waitFor(() -> open.isEmpty());
    }

    @Test
    void thoseThatAreClosedArePassedOver() {
        try (var one = probe(); var two = probe()) {
            waitFor(() -> open.size() == 2);
            open.getFirst().close();
            WebSocketHandler.broadcast(open, "still here");
            assertEquals("still here", two.readText());
            assertEquals(Opcode.CLOSE, one.readFrame().opcode());
        }
        waitFor(() -> open.isEmpty());
    }

    @Test
    void aClientThatDoesNotReadIsClosedAndTheOthersGetEverything() {
        var deafAddress = new InetSocketAddress("127.0.0.1", port());
        try (var _ = new WebSocketProbe(new RawClient(deafAddress, 4096), "127.0.0.1", "/ws"); var hearing = probe()) {
            waitFor(() -> open.size() == 2);
            var victim = open.getFirst();
            String megabyte = "x".repeat(256 * 1024);
            for (int i = 0; i < 200; i++) {
                WebSocketHandler.broadcast(open, megabyte);
                assertEquals(megabyte.length(), hearing.readText().length());
                if (!victim.isOpen()) break;
            }
            assertFalse(victim.isOpen(), "a client that reads nothing is still open after 50 MB");
            WebSocketHandler.broadcast(open, "last");
            assertEquals("last", hearing.readText());
            clock().advance(Duration.ofSeconds(6));
            waitFor(() -> open.size() == 1);
            assertEquals(1, server().connections());
            assertTrue(events.contains("close null null"));
        }
        waitFor(() -> open.isEmpty());
    }

    @Test
    void aMessageLargerThanTheBufferIsSentWhenNothingElseWaits() {
        options = options.sendBuffer(1000);
        try (var probe = probe()) {
            awaitEvent("open");
            open.getFirst().writeMessage("y".repeat(300_000));
            assertEquals(300_000, probe.readText().length());
            Gen.moment();
            assertTrue(open.getFirst().isOpen());
        }
        awaitEvent("close null null");
    }
}

package typhoon.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;
import typhoon.gen.Gen;
import typhoon.testing.ExpectLog;
import typhoon.testing.RawClient;
import typhoon.testing.WebSocketProbe;

/** Who takes nothing is cut off, also when more is written to it all the time. */
class SlowConsumerTest extends SocketTestCase {
    @Override
    Recorder handler() {
        return new Recorder();
    }

    @Test
    void aDeafClientThatIsSentALittleNowAndThenIsAborted() {
        options = options.sendBuffer(64 * 1024 * 1024);
        var deaf = new RawClient(new InetSocketAddress("127.0.0.1", port()), 4096);
        try (var _ = new WebSocketProbe(deaf, "127.0.0.1", "/ws")) {
            awaitEvent("open");
            var handler = open.getFirst();
            handler.writeMessage(new byte[32 * 1024 * 1024]);
            for (int i = 0; i < 60; i++) {
                clock().advance(Duration.ofSeconds(10));
                handler.writeMessage("a little");
            }
            assertFalse(handler.isOpen(), "took nothing for ten minutes");
        }
    }

    @Test
    void whoReadsTooLittleFindsThe1013WhenItReadsOn() {
        options = options.closeTimeout(Duration.ofMinutes(5));
        var slow = new RawClient(new InetSocketAddress("127.0.0.1", port()), 4096);
        String line = "WebSocket /ws .* does not read: \\d+ bytes wait to be sent, closing it with 1013";
        try (var log = new ExpectLog("typhoon.general", line).level(Level.INFO); var probe = new WebSocketProbe(slow, "127.0.0.1", "/ws")) {
            awaitEvent("open");
            var handler = open.getFirst();
            int sent = 0;
            for (; handler.isOpen(); sent++) {
                assertTrue(sent < 1000, "64 MB wait for a client that does not read");
                handler.writeMessage(new byte[64 * 1024]);
                Gen.moment();
            }
            assertEquals(1, log.matched().size());
            assertTrue(sent > 16, "closed with less than a megabyte unread");
            int read = 0;
            var frame = probe.readFrame();
            for (; frame.opcode() == Opcode.BINARY; frame = probe.readFrame()) read++;
            assertEquals(1013, frame.closeCode());
            assertEquals("too slow", frame.closeReason());
            assertEquals(sent - 1, read, "what was accepted before it arrives whole");
        }
        awaitEvent("close null null");
    }
}

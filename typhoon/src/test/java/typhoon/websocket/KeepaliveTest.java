package typhoon.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;
import typhoon.testing.RawClient;
import typhoon.testing.WebSocketProbe;

/** Silent peers are pinged, dead ones let go; on the loop's clock. */
class KeepaliveTest extends SocketTestCase {
    private boolean handlerWaits;

    @Override
    Recorder handler() {
        return new Recorder() {
            @Override
            public void onMessage(String message) throws Exception {
                super.onMessage(message);
                while (handlerWaits) Gen.moment();
            }
        };
    }

    @Test
    void aSilentClientIsPingedAfterThirtySecondsAndClosedTwentyLater() {
        try (var probe = probe()) {
            awaitEvent("open");
            clock().advance(Duration.ofMillis(29_800));
            assertTrue(probe.raw().silentFor(Duration.ofMillis(20)));
            clock().advance(Duration.ofMillis(300));
            assertEquals(Opcode.PING, probe.readFrame().opcode());
            clock().advance(Duration.ofMillis(19_800));
            assertTrue(probe.raw().silentFor(Duration.ofMillis(20)));
            clock().advance(Duration.ofMillis(300));
            assertEquals("ping timed out", probe.readClose().closeReason());
            clock().advance(Duration.ofSeconds(6));
            awaitEvent("close null null");
        }
    }

    @Test
    void whateverAClientSendsKeepsItAlive() {
        try (var probe = probe()) {
            awaitEvent("open");
            clock().advance(Duration.ofSeconds(31));
            assertEquals(Opcode.PING, probe.readFrame().opcode());
            probe.send("I am here");
            awaitEvent("text I am here");
            clock().advance(Duration.ofSeconds(21));
            clock().advance(Duration.ofSeconds(11));
            assertEquals(Opcode.PING, probe.readFrame().opcode());
            assertTrue(open.getFirst().isOpen());
        }
        awaitEvent("close null null");
    }

    @Test
    void aHandlerThatWaitsDoesNotMakeItsClientLookDead() {
        handlerWaits = true;
        try (var probe = probe()) {
            probe.send("work");
            awaitEvent("text work");
            for (int i = 0; i < 4; i++) {
                clock().advance(Duration.ofSeconds(31));
                var ping = probe.readFrame();
                assertEquals(Opcode.PING, ping.opcode());
                probe.sendFrame(true, Opcode.PONG, ping.payload());
                awaitEvent("pong " + ping.text());
            }
            assertTrue(open.getFirst().isOpen());
            handlerWaits = false;
        }
        awaitEvent("close null null");
    }

    @Test
    void aClientThatIsNotListenedToIsNotTakenForDead() {
        handlerWaits = true;
        try (var probe = probe()) {
            probe.send("work");
            awaitEvent("text work");
            byte[] frame = WebSocketProbe.frame(true, 0, Opcode.BINARY, new byte[32 * 1024], true);
            for (int i = 0; i < 10; i++) probe.raw().send(frame);
            for (int i = 0; i < 10; i++) Gen.moment();
            for (int i = 0; i < 4; i++) clock().advance(Duration.ofSeconds(31));
            assertTrue(open.getFirst().isOpen());
            handlerWaits = false;
            waitFor(() -> events.stream().filter("bytes 32768"::equals).count() == 10);
            clock().advance(Duration.ofSeconds(31));
            assertEquals(Opcode.PING, probe.readFrame().opcode());
        }
        awaitEvent("close null null");
    }

    @Test
    void aClientThatTakesBytesSlowlyLivesUntilItTakesNoMore() {
        options = options.sendBuffer(64 * 1024 * 1024);
        var slow = new RawClient(new InetSocketAddress("127.0.0.1", port()), 4096);
        try (var probe = new WebSocketProbe(slow, "127.0.0.1", "/ws")) {
            awaitEvent("open");
            var handler = open.getFirst();
            var sent = handler.writeMessage(new byte[32 * 1024 * 1024]);
            clock().advance(Duration.ofSeconds(31));
            for (int i = 0; i < 5; i++) {
                slow.readBytes(1024 * 1024);
                clock().advance(Duration.ofSeconds(21));
                assertTrue(handler.isOpen(), "pinged out while it reads");
            }
            assertFalse(sent.isDone());
            for (int i = 0; i < 6; i++) clock().advance(Duration.ofSeconds(21));
            awaitEvent("close null null");
        }
    }

    @Test
    void pingsCanBeSwitchedOff() {
        options = options.pingInterval(Duration.ZERO);
        try (var probe = probe()) {
            awaitEvent("open");
            clock().advance(Duration.ofHours(5));
            assertTrue(probe.raw().silentFor(Duration.ofMillis(50)));
        }
        awaitEvent("close null null");
    }

    @Test
    void pingsOfBothSidesAreAnswered() {
        try (var probe = probe()) {
            awaitEvent("open");
            probe.sendFrame(true, Opcode.PING, new byte[] {'h', 'i'});
            assertEquals("hi", probe.readFrame().text());
            awaitEvent("ping hi");
            open.getFirst().ping(new byte[] {'y', 'o'});
            assertEquals("yo", probe.readFrame().text());
            probe.sendFrame(true, Opcode.PONG, new byte[] {'y', 'o'});
            awaitEvent("pong yo");
        }
        awaitEvent("close null null");
    }
}

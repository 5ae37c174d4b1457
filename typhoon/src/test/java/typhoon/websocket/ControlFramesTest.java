package typhoon.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;
import typhoon.testing.RawClient;
import typhoon.testing.WebSocketProbe;

/** Pings are answered whatever the handler does; what they call comes in order; and nothing piles up without a bound. */
class ControlFramesTest extends SocketTestCase {
    private boolean openWaits;
    private boolean messageWaits;
    private boolean pingWaits;

    @Override
    Recorder handler() {
        return new Recorder() {
            @Override
            public void open() throws Exception {
                while (openWaits) Gen.moment();
                super.open();
            }

            @Override
            public void onMessage(String message) throws Exception {
                if (events.size() < 10) super.onMessage(message);
                while (messageWaits) Gen.moment();
            }

            @Override
            public void onPing(byte[] data) throws Exception {
                if (data.length == 125) return;                         // one of a flood
                super.onPing(data);
                while (pingWaits) Gen.moment();
                events.add("answered");
            }
        };
    }

    private static void ping(WebSocketProbe probe, String data) {
        probe.sendFrame(true, Opcode.PING, data.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertPong(WebSocketProbe probe, String data) {
        var frame = probe.readFrame();
        assertEquals(Opcode.PONG, frame.opcode());
        assertEquals(data, frame.text());
    }

    @Test
    void aPingIsAnsweredWhileAMessageIsHandled() {
        messageWaits = true;
        try (var probe = probe()) {
            probe.send("long work");
            awaitEvent("text long work");
            ping(probe, "there?");
            assertPong(probe, "there?");
            awaitEvent("ping there?");
            messageWaits = false;
        }
        awaitEvent("close null null");
    }

    @Test
    void aPingIsAnsweredWhileOpenWaitsButToldToTheHandlerAfterwards() {
        openWaits = true;
        try (var probe = probe()) {
            ping(probe, "early");
            assertPong(probe, "early");
            assertEquals(List.of(), events);
            openWaits = false;
            awaitEvent("answered");
            assertEquals(List.of("open", "ping early", "answered"), events);
        }
        awaitEvent("close null null");
    }

    @Test
    void pingsAreToldOneAfterAnother() {
        pingWaits = true;
        try (var probe = probe()) {
            ping(probe, "1");
            ping(probe, "2");
            assertPong(probe, "1");
            assertPong(probe, "2");
            probe.send("a message does not wait for them");
            awaitEvent("text a message does not wait for them");
            assertEquals(List.of("open", "ping 1", "text a message does not wait for them"), events);
            pingWaits = false;
            waitFor(() -> events.stream().filter("answered"::equals).count() == 2);
            assertEquals(List.of("ping 1", "text a message does not wait for them", "answered", "ping 2", "answered"),
                    events.subList(1, 6));
        }
        awaitEvent("close null null");
    }

    @Test
    void smallMessagesOneByOneDoNotPileUpBehindAHandlerThatWaits() {
        messageWaits = true;
        try (var probe = probe()) {
            awaitEvent("open");
            for (int i = 0; i < 1500; i++) {
                probe.send("");
                if (i % 10 == 0) Gen.moment();
            }
            ping(probe, "behind them");
            assertTrue(probe.raw().silentFor(Duration.ofMillis(100)), "1500 empty messages were all taken from the socket");
            messageWaits = false;
            assertPong(probe, "behind them");
        }
        awaitEvent("close null null");
    }

    @Test
    void aFloodOfPingsThatNobodyReadsTheAnswersOfIsBounded() {
        options = options.sendBuffer(10_000);
        var deaf = new RawClient(new InetSocketAddress("127.0.0.1", port()), 4096);
        try (var probe = new WebSocketProbe(deaf, "127.0.0.1", "/ws")) {
            awaitEvent("open");
            byte[] flood = new byte[131 * 8000];
            byte[] ping = WebSocketProbe.frame(true, 0, Opcode.PING, new byte[125], true);
            for (int at = 0; at < flood.length; at += ping.length) System.arraycopy(ping, 0, flood, at, ping.length);
            for (int round = 0; open.getFirst().isOpen() && round < 40; round++) {
                probe.raw().send(flood);
                ping(probe, "end of " + round);
                awaitEvent("ping end of " + round);
                assertTrue(open.getFirst().isOpen(), "closed although only answers are left out");
                open.getFirst().writeMessage("too much, once the answers fill the buffer");
            }
            assertFalse(open.getFirst().isOpen(), "40 MB of answers went somewhere");
        }
        awaitEvent("close null null");
    }

    @Test
    void aFloodOfPingsTakesNoRoomFromMessages() {
        var deaf = new RawClient(new InetSocketAddress("127.0.0.1", port()), 4096);
        try (var probe = new WebSocketProbe(deaf, "127.0.0.1", "/ws")) {
            awaitEvent("open");
            byte[] ping = WebSocketProbe.frame(true, 0, Opcode.PING, new byte[125], true);
            for (int i = 0; i < 60_000; i++) probe.raw().send(ping);
            ping(probe, "end");
            awaitEvent("ping end");
            open.getFirst().writeMessage("x".repeat(1_000_000));
            assertTrue(open.getFirst().isOpen(), "answers to pings fill the send buffer");
        }
        awaitEvent("close null null");
    }

    @Test
    void aPingCarriesAtMost125Bytes() {
        try (var probe = probe()) {
            awaitEvent("open");
            assertThrows(IllegalArgumentException.class, () -> open.getFirst().ping(new byte[126]));
            open.getFirst().ping(new byte[125]);
            assertEquals(125, probe.readFrame().payload().length);
        }
        awaitEvent("close null null");
    }
}

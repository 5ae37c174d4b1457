package typhoon.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;
import typhoon.testing.RawClient;
import typhoon.testing.WebSocketProbe;

/** While prepare waits, clients leave. */
class AbandonedHandshakeTest extends SocketTestCase {
    private boolean prepareWaits = true;

    @Override
    Recorder handler() {
        return new Recorder() {
            @Override
            public void prepare() throws Exception {
                events.add("prepare");
                while (prepareWaits) Gen.moment();
            }
        };
    }

    private RawClient asking() {
        RawClient client = connect();
        client.send(WebSocketProbe.request("127.0.0.1", "/ws", "dGhlIHNhbXBsZSBub25jZQ=="));
        awaitEvent("prepare");
        return client;
    }

    @Test
    void whoResetsMeanwhileNeverOpens() {
        asking().reset();
        waitFor(() -> server().connections() == 0);
        prepareWaits = false;
        for (int i = 0; i < 10; i++) Gen.moment();
        assertEquals(List.of("prepare"), events);
    }

    @Test
    void whoFinishesMeanwhileIsClosedAtOnce() {
        try (var client = asking()) {
            client.shutdownOutput();
            for (int i = 0; i < 5; i++) Gen.moment();
            prepareWaits = false;
            assertEquals(101, client.readResponse().code());
            assertTrue(client.closed());
            awaitEvent("close null null");
            assertEquals(List.of("prepare", "open", "close null null"), events);
        }
    }

    @Test
    void whoOpensWhileTheServerDrainsIsToldGoodbye() {
        try (var client = asking()) {
            var cut = Gen.spawn(() -> server().drain(Duration.ofSeconds(20)));
            Gen.moment();
            prepareWaits = false;
            assertEquals(101, client.readResponse().code());
            byte[] close = client.readBytes(4);
            assertEquals(Opcode.CLOSE, close[0] & 0x0F);
            assertEquals(1001, (close[2] & 0xFF) << 8 | close[3] & 0xFF);
            client.close();
            assertEquals(0, Gen.await(cut));
        }
        awaitEvent("close null null");
    }
}

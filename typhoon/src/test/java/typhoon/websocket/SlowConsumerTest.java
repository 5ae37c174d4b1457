package typhoon.websocket;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
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
}

package typhoon.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WebSocketOptionsTest extends SocketTestCase {
    private static final int TEN_MIB = 10 * 1024 * 1024;

    @Override
    Recorder handler() {
        return new Recorder();
    }

    @Test
    void theseAreTheUsualOnes() {
        var usual = new WebSocketOptions();
        assertEquals(TEN_MIB, usual.maxMessageSize());
        assertEquals(1024 * 1024, usual.sendBuffer());
        assertEquals(Duration.ofSeconds(30), usual.pingInterval());
        assertEquals(Duration.ofSeconds(20), usual.pingTimeout());
        assertEquals(Duration.ofSeconds(5), usual.closeTimeout());
    }

    @Test
    void aMessageOfTenMebibytesIsTakenAndOneByteMoreIsNot() {
        try (var probe = probe()) {
            probe.send(new byte[TEN_MIB]);
            awaitEvent("bytes " + TEN_MIB);
            probe.raw().send(new byte[] {(byte) 0x82, (byte) 0xFF, 0, 0, 0, 0, 0, (byte) 0xA0, 0, 1, 0, 0, 0, 0});
            var close = probe.readClose();
            assertEquals(1009, close.closeCode());
            assertEquals("message too big: the limit is 10485760 bytes", close.closeReason());
        }
        awaitEvent("close null null");
    }

    @Test
    void aChangeLeavesTheOthersAsTheyWere() {
        var changed = new WebSocketOptions().maxMessageSize(1).sendBuffer(2).pingInterval(Duration.ofSeconds(3))
                .pingTimeout(Duration.ofSeconds(4)).closeTimeout(Duration.ofSeconds(6));
        assertEquals(1, changed.maxMessageSize());
        assertEquals(2, changed.sendBuffer());
        assertEquals(Duration.ofSeconds(3), changed.pingInterval());
        assertEquals(Duration.ofSeconds(4), changed.pingTimeout());
        assertEquals(Duration.ofSeconds(6), changed.closeTimeout());
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        var usual = new WebSocketOptions();
        assertThrows(IllegalArgumentException.class, () -> usual.sendBuffer(-1));
        assertThrows(IllegalArgumentException.class, () -> usual.pingInterval(Duration.ofSeconds(-1)));
        assertThrows(IllegalArgumentException.class, () -> usual.pingTimeout(Duration.ZERO));
        var refused = assertThrows(IllegalArgumentException.class, () -> usual.closeTimeout(Duration.ZERO));
        assertTrue(String.valueOf(refused.getMessage()).startsWith("closeTimeout is more than zero"), refused::getMessage);
    }
}

package typhoon.httpserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import typhoon.http.HttpInputError;

/** The header of the PROXY protocol, byte by byte. */
class ProxyHeaderTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    private static final String V4 = "c0000207" + "c6336401" + "1267" + "01bb";

    private static ByteBuf text(String line) {
        return Unpooled.copiedBuffer(line, StandardCharsets.ISO_8859_1);
    }

    private static ByteBuf hex(String hex) {
        return Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex));
    }

    private static String source(ByteBuf in) {
        ProxyHeader header = ProxyHeader.read(in);
        return header == null ? "incomplete" : header.source() instanceof InetAddress source ? source.getHostAddress() : "nobody";
    }

    @Test
    void aLineSaysWhoComes() {
        assertEquals("192.0.2.7", source(text("PROXY TCP4 192.0.2.7 198.51.100.1 4711 443\r\n")));
        assertEquals("2001:db8:0:0:0:0:0:7", source(text("PROXY TCP6 2001:db8::7 2001:db8::1 65535 0\r\n")));
        assertEquals("nobody", source(text("PROXY UNKNOWN\r\n")));
        assertEquals("nobody", source(text("PROXY UNKNOWN ffff::1 what 65536 ever\r\n")));
    }

    @Test
    void aLineOfAsManyBytesAsThereMayBeIsRead() {
        String longest = "PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535";
        assertEquals("nobody", source(text(longest + "x".repeat(105 - longest.length()) + "\r\n")));
        assertThrows(HttpInputError.class, () -> source(text(longest + "x".repeat(106 - longest.length()) + "\r\n")));
    }

    @Test
    void whatFollowsIsLeft() {
        ByteBuf in = text("PROXY TCP4 192.0.2.7 198.51.100.1 4711 443\r\nGET / HTTP/1.1\r\n");
        source(in);
        assertEquals("GET / HTTP/1.1\r\n", in.toString(StandardCharsets.ISO_8859_1));
        ByteBuf binary = hex(SIGNATURE + "2111000c" + V4 + "474554");
        source(binary);
        assertEquals("GET", binary.toString(StandardCharsets.ISO_8859_1));
    }

    static Stream<String> headers() {
        var ascii = StandardCharsets.US_ASCII;
        return Stream.of(HexFormat.of().formatHex("PROXY TCP4 192.0.2.7 198.51.100.1 4711 443\r\n".getBytes(ascii)),
                HexFormat.of().formatHex("PROXY UNKNOWN\r\n".getBytes(ascii)), SIGNATURE + "2111000c" + V4,
                SIGNATURE + "2111000f" + V4 + "04" + "0000", SIGNATURE + "20000000");
    }

    @ParameterizedTest
    @MethodSource("headers")
    void aPartOfItIsWaitedFor(String whole) {
        for (int end = 0; end < whole.length(); end += 2) {
            ByteBuf part = hex(whole.substring(0, end));
            assertEquals("incomplete", source(part), whole.substring(0, end));
            assertEquals(end / 2, part.readableBytes(), "nothing was taken");
        }
        ByteBuf all = hex(whole);
        assertTrue(!source(all).equals("incomplete"));
        assertEquals(0, all.readableBytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\r\n", "PROXy", "proxy TCP4 192.0.2.7 198.51.100.1 4711 443\r\n", "x", "PROXY  TCP4",
        "PROXY \r\n", "PROXY TCP4\r\n", "PROXY TCP4 192.0.2.7 198.51.100.1 4711 443\n", "PROXY TCP4 192.0.2.7 198.51.100.1 4711 443 \r\n",
        "PROXY TCP4 192.0.2.7  198.51.100.1 4711 443\r\n", "PROXY TCP4 2001:db8::7 2001:db8::1 4711 443\r\n",
        "PROXY TCP6 192.0.2.7 198.51.100.1 4711 443\r\n", "PROXY TCP4 192.0.2.7 2001:db8::1 4711 443\r\n",
        "PROXY TCP4 192.0.2.256 198.51.100.1 4711 443\r\n", "PROXY TCP4 localhost 198.51.100.1 4711 443\r\n",
        "PROXY TCP4 192.0.2.7 198.51.100.1 65536 443\r\n", "PROXY TCP4 192.0.2.7 198.51.100.1 04711 443\r\n",
        "PROXY TCP4 192.0.2.7 198.51.100.1 -1 443\r\n", "PROXY TCP4 192.0.2.7 198.51.100.1 4711\r\n", "PROXY UDP4 1.1.1.1 1.1.1.1 1 1\r\n"})
    void whatIsNoneIsRefused(String line) {
        if (line.equals("PROXY  TCP4")) line += " 1 1 1 1\r\n";
        ByteBuf in = text(line);
        String said = assertThrows(HttpInputError.class, () -> ProxyHeader.read(in)).getMessage();
        assertTrue(said.startsWith("expected a header of the PROXY protocol, got "), said);
    }

    @Test
    void theFirstOtherByteIsEnough() {
        assertThrows(HttpInputError.class, () -> ProxyHeader.read(text("PR0")));
        assertThrows(HttpInputError.class, () -> ProxyHeader.read(hex("0d0a0d0b")));
        assertThrows(HttpInputError.class, () -> ProxyHeader.read(hex("160301")), "a handshake of TLS");
    }

    @Test
    void binaryAddressesSayWhoComes() {
        assertEquals("192.0.2.7", source(hex(SIGNATURE + "2111000c" + V4)));
        String v6 = "20010db8000000000000000000000007" + "20010db8000000000000000000000001" + "1267" + "01bb";
        assertEquals("2001:db8:0:0:0:0:0:7", source(hex(SIGNATURE + "21210024" + v6)));
    }

    @Test
    void extensionsAreSkipped() {
        assertEquals("192.0.2.7", source(hex(SIGNATURE + "21110015" + V4 + "010003" + "683263" + "04" + "0000")));
        assertEquals("192.0.2.7", source(hex(SIGNATURE + "21110fe0" + V4 + "00".repeat(0xfe0 - 12) + "2020".repeat(0))));
    }

    @Test
    void whoHasNoAddressIsNobody() {
        assertEquals("nobody", source(hex(SIGNATURE + "20000000")), "LOCAL");
        assertEquals("nobody", source(hex(SIGNATURE + "2011000c" + V4)), "LOCAL, whatever it says");
        assertEquals("nobody", source(hex(SIGNATURE + "20ff0003" + "040000")), "LOCAL, family and transport count for nothing");
        assertEquals("nobody", source(hex(SIGNATURE + "21000000")), "unspecified");
        assertEquals("nobody", source(hex(SIGNATURE + "2112000c" + V4)), "UDP");
        assertEquals("nobody", source(hex(SIGNATURE + "213100d8" + "2f".repeat(216))), "a socket of the unix domain");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1111000c", "3111000c", "2211000c", "2f11000c", "2141000c", "2113000c", "2111000b", "21210023", "213100d7",
        "2111ffff", "21110ff1"})
    void whatNoVersionKnowsIsRefusedByItsFirst16Bytes(String rest) {
        assertThrows(HttpInputError.class, () -> ProxyHeader.read(hex(SIGNATURE + rest)));
    }

    @Test
    void nothingIsNothingYet() {
        assertNull(ProxyHeader.read(Unpooled.EMPTY_BUFFER));
    }
}

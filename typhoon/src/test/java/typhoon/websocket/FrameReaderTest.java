package typhoon.websocket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import typhoon.http.MemoryBudget;
import typhoon.testing.WebSocketProbe;

class FrameReaderTest {
    private static final int LIMIT = 200_000;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private FrameReaderTest frame(boolean fin, int opcode, byte[] payload) {
        bytes.writeBytes(WebSocketProbe.frame(fin, 0, opcode, payload, true));
        return this;
    }

    private FrameReaderTest frame(boolean fin, int opcode, String payload) {
        return frame(fin, opcode, payload.getBytes(StandardCharsets.UTF_8));
    }

    private List<FrameReader.Item> read(int piece) throws ProtocolError {
        var reader = new FrameReader(LIMIT, new MemoryBudget(1 << 30));
        var items = new ArrayList<FrameReader.Item>();
        byte[] all = bytes.toByteArray();
        ByteBuf inbox = Unpooled.buffer();
        for (int at = 0; at < all.length; at += piece) {
            inbox.writeBytes(all, at, Math.min(piece, all.length - at));
            while (next(reader, inbox) instanceof FrameReader.Item item) items.add(item);
        }
        return items;
    }

    private static FrameReader.@Nullable Item next(FrameReader reader, ByteBuf inbox) throws ProtocolError {
        return reader.next(inbox);
    }

    private int refusal() {
        return assertThrows(ProtocolError.class, () -> read(1)).code;
    }

    @Test
    void messagesOfEveryLengthComeOutHoweverTheyAreCut() throws Exception {
        for (int length : new int[] {0, 1, 7, 8, 125, 126, 127, 65535, 65536, 70000}) {
            bytes.reset();
            String text = "x".repeat(length);
            frame(true, Opcode.TEXT, text).frame(true, Opcode.BINARY, text);
            for (int piece : new int[] {1, 3, 4096, 1 << 20}) {
                List<FrameReader.Item> items = read(piece);
                assertEquals(text, assertInstanceOf(FrameReader.Item.Text.class, items.get(0)).text());
                assertArrayEquals(text.getBytes(StandardCharsets.UTF_8), assertInstanceOf(FrameReader.Item.Binary.class, items.get(1))
                        .bytes());
                assertEquals(2, items.size());
            }
        }
    }

    @Test
    void fragmentsMakeOneMessageAndControlFramesMayStandBetweenThem() throws Exception {
        byte[] euro = "€".getBytes(StandardCharsets.UTF_8);
        frame(false, Opcode.TEXT, new byte[] {'a', euro[0]}).frame(true, Opcode.PING, "p").frame(false, Opcode.CONTINUATION,
                new byte[] {euro[1]})
                .frame(true, Opcode.PONG, "q").frame(false, Opcode.CONTINUATION, "").frame(true, Opcode.CONTINUATION, new byte[] {euro[2]});
        List<FrameReader.Item> items = read(1);
        assertInstanceOf(FrameReader.Item.Ping.class, items.get(0));
        assertInstanceOf(FrameReader.Item.Pong.class, items.get(1));
        assertEquals(new FrameReader.Item.Text("a€", 4), items.get(2));
    }

    @Test
    void aCloseFrameHasACodeAndAReasonOrNeither() throws Exception {
        frame(true, Opcode.CLOSE, HexFormat.of().parseHex("03e8627965")).frame(true, Opcode.CLOSE, "");
        assertEquals(List.of(new FrameReader.Item.Close(1000, "bye"), new FrameReader.Item.Close(FrameReader.NO_CODE, "")), read(1));
    }

    @Test
    void closeCodesThatMayNotBeSentAreRefused() {
        for (int code : new int[] {0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535}) {
            bytes.reset();
            frame(true, Opcode.CLOSE, new byte[] {(byte) (code >> 8), (byte) code});
            assertEquals(1002, refusal(), () -> "code " + code);
        }
        bytes.reset();
        frame(true, Opcode.CLOSE, new byte[] {3});
        assertEquals(1002, refusal());
        bytes.reset();
        frame(true, Opcode.CLOSE, HexFormat.of().parseHex("03e8c0af"));
        assertEquals(1007, refusal());
    }

    @Test
    void brokenRulesAreProtocolErrors() {
        for (byte[] broken : List.of(WebSocketProbe.frame(true, 0, Opcode.TEXT, new byte[1], false),
                WebSocketProbe.frame(true, 4, Opcode.TEXT, new byte[1], true), WebSocketProbe.frame(true, 2, Opcode.TEXT, new byte[1],
                        true),
                WebSocketProbe.frame(true, 1, Opcode.TEXT, new byte[1], true), WebSocketProbe.frame(true, 0, 3, new byte[0], true),
                WebSocketProbe.frame(true, 0, 11, new byte[0], true), WebSocketProbe.frame(false, 0, Opcode.PING, new byte[0], true),
                WebSocketProbe.frame(true, 0, Opcode.PING, new byte[126], true), WebSocketProbe.frame(true, 0, 0, new byte[1], true),
                HexFormat.of().parseHex("81ff8000000000000000aaaaaaaa"), HexFormat.of().parseHex("81fe007daaaaaaaa"),
                HexFormat.of().parseHex("81ff000000000000ffffaaaaaaaa"))) {
            bytes.reset();
            bytes.writeBytes(broken);
            assertEquals(1002, refusal(), () -> HexFormat.of().formatHex(broken, 0, 2));
        }
        bytes.reset();
        frame(false, Opcode.TEXT, "a").frame(true, Opcode.TEXT, "b");
        assertEquals(1002, refusal());
    }

    @Test
    void textThatIsNotUtf8IsRefusedBeforeTheMessageIsWhole() throws Exception {
        var reader = new FrameReader(LIMIT, new MemoryBudget(1 << 30));
        byte[] frame = WebSocketProbe.frame(true, 0, Opcode.TEXT, new byte[] {'a', (byte) 0xC0, 'b', 'c'}, true);
        ByteBuf inbox = Unpooled.buffer();
        inbox.writeBytes(frame, 0, frame.length - 3);
        assertNull(reader.next(inbox));
        inbox.writeBytes(frame, frame.length - 3, 1);
        assertEquals(1007, assertThrows(ProtocolError.class, () -> reader.next(inbox)).code);
    }

    @Test
    void textMayNotEndInsideACharacterNorMayACharacterSpanMessages() throws Exception {
        frame(false, Opcode.TEXT, new byte[] {(byte) 0xE2, (byte) 0x82}).frame(true, Opcode.CONTINUATION, "");
        assertEquals(1007, refusal());
        bytes.reset();
        frame(true, Opcode.BINARY, new byte[] {(byte) 0xE2}).frame(true, Opcode.TEXT, "after bytes that are no text");
        assertEquals(2, read(1).size());
    }

    @Test
    void aMessageMayHaveExactlyTheLimitInOnePieceOrInMany() throws Exception {
        frame(true, Opcode.BINARY, new byte[LIMIT]);
        assertEquals(1, read(1 << 16).size());
        bytes.reset();
        frame(false, Opcode.BINARY, new byte[LIMIT - 1]).frame(true, Opcode.CONTINUATION, new byte[1]);
        assertEquals(1, read(1 << 16).size());
        bytes.reset();
        frame(false, Opcode.BINARY, new byte[LIMIT]).frame(true, Opcode.CONTINUATION, new byte[1]);
        assertEquals(1009, assertThrows(ProtocolError.class, () -> read(1 << 16)).code);
    }

    @Test
    void aFrameAboveTheLimitIsRefusedByItsHeader() {
        bytes.writeBytes(HexFormat.of().parseHex("82ff0000000040000000aaaaaaaa"));
        assertEquals(1009, refusal());
    }
}

package typhoon.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static typhoon.wire.Wire.LIMITS;
import static typhoon.wire.Wire.bytes;
import static typhoon.wire.Wire.text;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import typhoon.http.HttpInputError;

/** TCP may cut a message anywhere: that must never make a difference. */
class SplitTest {
    private static final String REQUEST = "\r\nPOST /path?query HTTP/1.1\r\nHost: example.com\r\nX-Unknown:  value \r\n"
            + "Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n"
            + "5;ext=\"1\"\r\nhello\r\n00b\r\n in chunks \r\n0\r\nX-Sum: 1\r\nSet-Cookie: a\r\nX-End: 2\r\n\r\n";
    private static final String READ = "POST /path query example.com [Host: example.com\nX-Unknown: value\nTransfer-Encoding: chunked\n"
            + "Expect: 100-continue\n] hello in chunks  [X-Sum: 1\nX-End: 2\n] left: next";

    @Test
    void aRequestMayBeCutAtEveryByte() {
        String whole = REQUEST + "next";
        for (int cut = 0; cut <= whole.length(); cut++)
            assertEquals(READ, read(whole.substring(0, cut), whole.substring(cut)), "cut at " + cut);
    }

    @Test
    void aRequestMayComeByteByByte() {
        String whole = REQUEST + "next";
        assertEquals(READ, read(whole.split("")));
    }

    @Test
    void aRequestMayComeInAnyPieces() {
        String whole = REQUEST + "next";
        var random = new Random(42);
        for (int round = 0; round < 2000; round++) {
            var cut = new StringBuilder(whole);
            for (int i = 0; i < 6; i++) cut.insert(random.nextInt(cut.length()), '\u0100');
            assertEquals(READ, read(cut.toString().split("\u0100")));
        }
    }

    @Test
    void bytesThatAreNoRequestAreRefusedOrWaitedFor() {
        var random = new Random(7);
        for (int round = 0; round < 100_000; round++) {
            String text = mutated(random);
            String atOnce = outcome(text);
            String slowly = outcome(text.split(""));
            assertEquals(atOnce, slowly, text);
        }
    }

    @Test
    void anythingElseThanAnInputErrorWouldBeOurs() {
        var random = new Random(8);
        var noise = new byte[300];
        for (int round = 0; round < 50_000; round++) {
            random.nextBytes(noise);
            outcome(new String(noise, StandardCharsets.ISO_8859_1));
            outcome("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + new String(noise, StandardCharsets.ISO_8859_1));
        }
    }

    private static String mutated(Random random) {
        var text = new StringBuilder(REQUEST);
        String likely = "\r\n\t :;,0aF\0\u007f\u00ff";
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(text.length());
            char c = likely.charAt(random.nextInt(likely.length()));
            switch (random.nextInt(3)) {
                case 0 -> text.setCharAt(at, c);
                case 1 -> text.insert(at, c);
                default -> text.deleteCharAt(at);
            }
        }
        return text.toString();
    }

    private static String outcome(String... pieces) {
        try {
            return read(pieces);
        } catch (HttpInputError refused) {
            return refused.status() + " " + refused.getMessage();
        }
    }

    private static String read(String... pieces) {
        var reader = new Http1Reader(LIMITS);
        var inbox = Unpooled.buffer();
        var data = new ByteArrayOutputStream();
        Head head = null;
        BodyReader body = null;
        for (String piece : pieces) {
            inbox.writeBytes(bytes(piece));
            if (head == null) {
                head = reader.readHead(inbox);
                if (head == null) continue;
                body = new BodyReader(head.body(), 1000, LIMITS);
            }
            if (body != null) takeAll(body, inbox, data);
        }
        if (head == null || body == null || !body.done()) return "incomplete";
        return head.method() + " " + head.path() + " " + head.query() + " " + head.host() + " [" + head.headers() + "] "
                + data.toString(StandardCharsets.ISO_8859_1) + " [" + body.trailers() + "] left: " + text(inbox);
    }

    private static void takeAll(BodyReader body, ByteBuf inbox, ByteArrayOutputStream data) {
        for (byte[] piece = body.next(inbox); piece != null; piece = body.next(inbox)) data.writeBytes(piece);
        if (body.done()) assertNull(body.next(inbox));
    }
}

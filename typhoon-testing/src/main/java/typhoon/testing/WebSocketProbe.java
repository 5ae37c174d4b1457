package typhoon.testing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * One WebSocket connection, frame by frame: what a test needs to send a frame that is wrong, or in pieces, or unmasked, and to see exactly
 * what comes back. It answers nothing by itself. Close it, or what it holds stays open until the test's server closes.
 *
 * {@snippet class="typhoon.snippets.TestingSnippets" region="socket"}
 */
public final class WebSocketProbe implements AutoCloseable {
    /** Opcodes of RFC 6455 section 5.2. */
    public static final int CONTINUATION = 0, TEXT = 1, BINARY = 2, CLOSE = 8, PING = 9, PONG = 10;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final RawClient client;
    private final TestResponse handshake;

    /** A frame as it came, unmasked if it was masked; {@code rsv} holds the three reserved bits. */
    public record Frame(boolean fin, int rsv, int opcode, boolean masked, byte[] payload) {
        /** The payload as UTF-8. */
        public String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        /** The status of a close frame, 1005 when it has none. */
        public int closeCode() {
            return payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xFFFF;
        }

        /** The words of a close frame. */
        public String closeReason() {
            return payload.length < 2 ? "" : new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
        }

        @Override
        public String toString() {
            return "Frame[fin=" + fin + " rsv=" + rsv + " opcode=" + opcode + " " + payload.length + " bytes: " + text() + "]";
        }
    }

    /**
     * Shakes hands with a server on 127.0.0.1.
     *
     * @param moreHeaders whole lines, such as {@code "Origin: http://elsewhere.example"}; one for {@code Host} replaces ours
     * @throws AssertionError if the answer is not 101 with the right accept key; to look at a refusal use {@link RawClient}
     */
    public WebSocketProbe(int port, String path, String... moreHeaders) {
        this(new RawClient(port), "127.0.0.1:" + port, path, moreHeaders);
    }

    /** Shakes hands on a connection that is open already. */
    public WebSocketProbe(RawClient client, String host, String path, String... moreHeaders) {
        this.client = client;
        byte[] nonce = new byte[16];
        RANDOM.nextBytes(nonce);
        String key = Base64.getEncoder().encodeToString(nonce);
        client.send(request(host, path, key, moreHeaders));
        handshake = client.readResponse();
        String accept = handshake.headers().get("Sec-WebSocket-Accept");
        if (handshake.code() != 101 || !acceptKey(key).equals(accept)) {
            client.close();
            throw new AssertionError("no WebSocket at " + path + ": " + handshake);
        }
    }

    /** The handshake's bytes, for tests that send it themselves. */
    public static String request(String host, String path, String key, String... moreHeaders) {
        var text = new StringBuilder("GET ").append(path).append(" HTTP/1.1\r\n");
        boolean ownHost = false;
        for (String line : moreHeaders) ownHost |= line.regionMatches(true, 0, "Host:", 0, 5);
        if (!ownHost) text.append("Host: ").append(host).append("\r\n");
        text.append("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n");
        text.append("Sec-WebSocket-Key: ").append(key).append("\r\n");
        for (String line : moreHeaders) text.append(line).append("\r\n");
        return text.append("\r\n").toString();
    }

    /** The answer to the handshake. */
    public TestResponse handshake() {
        return handshake;
    }

    /** The connection beneath, to send bytes that are no frame, to reset it, to see it close. */
    public RawClient raw() {
        return client;
    }

    /** Sends a text message in one masked frame. */
    public WebSocketProbe send(String message) {
        return sendFrame(true, TEXT, message.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a binary message in one masked frame. */
    public WebSocketProbe send(byte[] message) {
        return sendFrame(true, BINARY, message);
    }

    /** Sends one masked frame. */
    public WebSocketProbe sendFrame(boolean fin, int opcode, byte[] payload) {
        return sendFrame(fin, 0, opcode, payload, true);
    }

    /** Sends one frame, right or wrong. */
    public WebSocketProbe sendFrame(boolean fin, int rsv, int opcode, byte[] payload, boolean masked) {
        client.send(frame(fin, rsv, opcode, payload, masked));
        return this;
    }

    /** Sends a close frame. */
    public WebSocketProbe sendClose(int code, String reason) {
        byte[] words = reason.getBytes(StandardCharsets.UTF_8);
        return sendFrame(true, CLOSE, ByteBuffer.allocate(2 + words.length).putShort((short) code).put(words).array());
    }

    /** A frame's bytes, to send in pieces or in one go with others. */
    public static byte[] frame(boolean fin, int rsv, int opcode, byte[] payload, boolean masked) {
        var out = new ByteArrayOutputStream(payload.length + 14);
        out.write((fin ? 0x80 : 0) | rsv << 4 | opcode);
        int mask = masked ? 0x80 : 0;
        if (payload.length < 126) {
            out.write(mask | payload.length);
        } else if (payload.length < 0x10000) {
            out.write(mask | 126);
            out.writeBytes(ByteBuffer.allocate(2).putShort((short) payload.length).array());
        } else {
            out.write(mask | 127);
            out.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
        }
        if (!masked) {
            out.writeBytes(payload);
            return out.toByteArray();
        }
        byte[] key = new byte[4];
        RANDOM.nextBytes(key);
        out.writeBytes(key);
        out.writeBytes(masked(payload, key));
        return out.toByteArray();
    }

    /** Waits for the next frame, of whatever kind. */
    public Frame readFrame() {
        int first = client.readBytes(1)[0];
        int second = client.readBytes(1)[0];
        long length = second & 0x7F;
        if (length == 126) length = ByteBuffer.wrap(client.readBytes(2)).getShort() & 0xFFFF;
        else if (length == 127) length = ByteBuffer.wrap(client.readBytes(8)).getLong();
        boolean masked = (second & 0x80) != 0;
        byte[] key = masked ? client.readBytes(4) : new byte[4];
        byte[] payload = masked(client.readBytes(Math.toIntExact(length)), key);
        return new Frame((first & 0x80) != 0, first >> 4 & 7, first & 15, masked, payload);
    }

    /** Waits for the next text message; fails on any other frame but a ping, which is passed over. */
    public String readText() {
        var whole = new ByteArrayOutputStream();
        for (int expected = TEXT;; expected = CONTINUATION) {
            var frame = readFrame();
            while (frame.opcode() == PING) frame = readFrame();
            if (frame.opcode() != expected) throw new AssertionError("expected text, got " + frame);
            whole.writeBytes(frame.payload());
            if (frame.fin()) return whole.toString(StandardCharsets.UTF_8);
        }
    }

    /** Waits for a close frame; fails on any other but a ping, which is passed over. */
    public Frame readClose() {
        var frame = readFrame();
        while (frame.opcode() == PING) frame = readFrame();
        if (frame.opcode() != CLOSE) throw new AssertionError("expected a close frame, got " + frame);
        return frame;
    }

    /** Closes the socket without a close frame. */
    @Override
    public void close() {
        client.close();
    }

    private static byte[] masked(byte[] payload, byte[] key) {
        byte[] result = new byte[payload.length];
        for (int i = 0; i < payload.length; i++) result[i] = (byte) (payload[i] ^ key[i & 3]);
        return result;
    }

    private static String acceptKey(String key) {
        try {
            var sha1 = MessageDigest.getInstance("SHA-1");
            byte[] digest = sha1.digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }
}

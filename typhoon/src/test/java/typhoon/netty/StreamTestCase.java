package typhoon.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import typhoon.testing.AsyncTestCase;
import typhoon.testing.RawClient;

/** A loop that listens, and clients of the JDK's that connect to it. */
@Timeout(30)
abstract class StreamTestCase extends AsyncTestCase {
    private final ArrayDeque<StreamChannel> accepted = new ArrayDeque<>();
    private @Nullable Acceptor acceptor;

    @BeforeEach
    void listen() throws IOException {
        acceptor = Acceptor.bind(loop().loop(), anyPort(), 128, false, accepted::addLast);
    }

    static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    InetSocketAddress address() {
        if (acceptor == null) throw new IllegalStateException("does not listen yet");
        return acceptor.localAddress();
    }

    RawClient connect() {
        return new RawClient(address());
    }

    /** A client whose kernel takes only a few KiB, so that the server soon notices when it does not read. */
    RawClient connectWithSmallBuffer() {
        return new RawClient(address(), 4096);
    }

    /** The server's side of the oldest connection not asked for yet. */
    StreamChannel accept() {
        waitFor(() -> !accepted.isEmpty());
        return accepted.removeFirst();
    }

    static ByteBuf buffer(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }

    static void append(StreamChannel channel, String text) {
        channel.outbox().writeCharSequence(text, StandardCharsets.ISO_8859_1);
        channel.touch();
    }

    /** Takes what is in the inbox. */
    static String take(StreamChannel channel) {
        String text = channel.inbox().toString(StandardCharsets.ISO_8859_1);
        channel.inbox().skipBytes(channel.inbox().readableBytes());
        channel.consumed();
        return text;
    }

    /** Takes until it has as many characters. */
    static String take(StreamChannel channel, int count) {
        var text = new StringBuilder(take(channel));
        while (text.length() < count && channel.awaitBytes(0) == StreamChannel.Event.BYTES) text.append(take(channel));
        return text.toString();
    }

    /** Writes so much that the kernel does not take it all from a client that does not read. */
    static void overfill(StreamChannel channel, int bytes) {
        channel.write(Unpooled.wrappedBuffer(noise(bytes)));
        waitFor(() -> channel.pending() < bytes + 1024);
    }

    /** Bytes that are the same for each call, and not for each place. */
    static byte[] noise(int size) {
        var bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}

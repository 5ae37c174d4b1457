package typhoon.examples.users;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import typhoon.testing.WebSocketProbe;

/** Many WebSocket clients on one thread. What they receive is counted, not kept; pings are answered. */
final class Crowd implements AutoCloseable {
    private static final int READ_AT_ONCE = 1 << 20;

    private final int port;
    private final Selector selector;
    private final Thread reader = Thread.ofPlatform().daemon().name("crowd").unstarted(this::read);
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final List<Member> members = new ArrayList<>();
    private volatile boolean closed;

    /** One of them; its counters are written by the reading thread. */
    static final class Member {
        final SocketChannel channel;
        private final byte[] head = new byte[14];
        private int headBytes;
        private long left = -1;             // bytes of the payload to come; -1 within a head
        volatile long messages;
        volatile long payload;
        volatile boolean gone;

        Member(SocketChannel channel) {
            this.channel = channel;
        }

        /** Sends a text message; not while the reader thread might answer a ping on it, which a test does not live to see. */
        void send(String text) {
            try {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                var frame = ByteBuffer.wrap(WebSocketProbe.frame(true, 0, WebSocketProbe.TEXT, bytes, true));
                while (frame.hasRemaining()) if (channel.write(frame) == 0) Thread.onSpinWait();
            } catch (IOException problem) {
                throw new UncheckedIOException(problem);
            }
        }

        void reset() {
            try {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
                channel.close();
            } catch (IOException problem) {
                throw new UncheckedIOException(problem);
            }
        }

        private void read(ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining()) {
                if (left < 0) head[headBytes++] = bytes.get();
                else skip(bytes);
                if (left < 0 && headBytes >= 2 && headBytes == headLength()) left = payloadLength();
                if (left == 0) frameEnded();
            }
        }

        private void skip(ByteBuffer bytes) {
            int step = (int) Math.min(left, bytes.remaining());
            bytes.position(bytes.position() + step);
            left -= step;
            payload += step;
        }

        private int headLength() {
            return switch (head[1] & 0x7F) {
                case 126 -> 4;
                case 127 -> 10;
                default -> 2;
            };
        }

        private long payloadLength() {
            return switch (headLength()) {
                case 4 -> ByteBuffer.wrap(head).getShort(2) & 0xFFFF;
                case 10 -> ByteBuffer.wrap(head).getLong(2);
                default -> head[1] & 0x7F;
            };
        }

        private void frameEnded() throws IOException {
            int opcode = head[0] & 15;
            if (opcode == WebSocketProbe.TEXT) messages++;
            if (opcode == WebSocketProbe.PING) {
                channel.write(ByteBuffer.wrap(WebSocketProbe.frame(true, 0, WebSocketProbe.PONG, new byte[0], true)));
            }
            headBytes = 0;
            left = -1;
        }
    }

    Crowd(int port) {
        this.port = port;
        try {
            selector = Selector.open();
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
        reader.start();
    }

    /** {@code count} more of them, who read all they get. */
    List<Member> join(int count) {
        var joined = new ArrayList<Member>();
        for (int i = 0; i < count; i++) joined.add(handshake(0));
        tasks.add(() -> joined.forEach(this::register));
        selector.wakeup();
        return joined;
    }

    /** {@code count} more, who never read, and whose kernel keeps as little for them as it can. */
    List<Member> joinDeaf(int count) {
        var joined = new ArrayList<Member>();
        for (int i = 0; i < count; i++) joined.add(handshake(4096));
        return joined;
    }

    /** Waits until {@code condition} holds, at most {@code seconds}. */
    static void await(String what, int seconds, BooleanSupplier condition) throws InterruptedException {
        for (long end = System.nanoTime() + seconds * 1_000_000_000L; !condition.getAsBoolean(); Thread.sleep(1)) {
            if (System.nanoTime() > end) throw new AssertionError("after " + seconds + " s still not: " + what);
        }
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            reader.join(5_000);
            for (Member member : members) member.channel.close();
            selector.close();
        } catch (IOException | InterruptedException problem) {
            throw new AssertionError(problem);
        }
    }

    private Member handshake(int receiveBuffer) {
        try {
            var channel = SocketChannel.open();
            if (receiveBuffer > 0) channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBuffer);
            channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            String request = WebSocketProbe.request("127.0.0.1:" + port, "/ws", "dGhlIHNhbXBsZSBub25jZQ==");
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.ISO_8859_1)));
            readHead(channel);
            channel.configureBlocking(false);
            var member = new Member(channel);
            members.add(member);
            return member;
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    /** Byte by byte, so that nothing behind the head is lost. */
    private static void readHead(SocketChannel channel) throws IOException {
        var head = new StringBuilder();
        var one = ByteBuffer.allocate(1);
        while (head.indexOf("\r\n\r\n") < 0) {
            if (channel.read(one.clear()) < 0) throw new IOException("closed during the handshake: " + head);
            head.append((char) one.get(0));
        }
        if (!head.toString().startsWith("HTTP/1.1 101 ")) throw new IOException("no handshake: " + head);
    }

    private void register(Member member) {
        try {
            if (member.channel.isOpen()) member.channel.register(selector, SelectionKey.OP_READ, member);
        } catch (IOException gone) {
            member.gone = true;
        }
    }

    private void read() {
        var buffer = ByteBuffer.allocateDirect(READ_AT_ONCE);
        try {
            while (!closed) {
                selector.select();
                for (var task = tasks.poll(); task != null; task = tasks.poll()) task.run();
                for (SelectionKey key : selector.selectedKeys()) if (key.isValid()) read((Member) key.attachment(), buffer);
                selector.selectedKeys().clear();
            }
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    private static void read(Member member, ByteBuffer buffer) {
        try {
            int count = member.channel.read(buffer.clear());
            if (count >= 0) {
                member.read(buffer.flip());
                return;
            }
        } catch (IOException reset) {
            // gone, as below
        }
        member.gone = true;
        try {
            member.channel.close();
        } catch (IOException _) {
            // it is closed either way
        }
    }
}

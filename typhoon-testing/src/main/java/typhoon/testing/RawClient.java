package typhoon.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * One connection that speaks bytes: what a test needs to send half a message, a wrong one, or a reset. Text is one byte a character
 * (ISO 8859-1). It blocks its thread; in a coroutine that only parks it, and the test's time limit ends the wait. An input that ends too
 * early fails the test with what had come so far.
 *
 * {@snippet class="typhoon.snippets.TestingSnippets" region="raw"}
 */
public final class RawClient implements AutoCloseable {
    private static final int CHUNK = 64 * 1024;

    private final SocketChannel channel;
    private @Nullable SSLSocket tls;
    private ByteBuffer unread = ByteBuffer.allocate(0);

    /** Connects to a port of 127.0.0.1. */
    public RawClient(int port) {
        this(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /** Connects to {@code address}. */
    public RawClient(InetSocketAddress address) {
        this(address, 0);
    }

    /** Connects with a receive buffer of about {@code receiveBuffer} bytes, so that a peer soon notices who does not read. */
    public RawClient(InetSocketAddress address, int receiveBuffer) {
        try {
            channel = SocketChannel.open();
            if (receiveBuffer > 0) channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBuffer);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.connect(address);
        } catch (IOException problem) {
            throw new UncheckedIOException("could not connect to " + address, problem);
        }
    }

    /**
     * Speaks TLS from here on, as a client that asks for {@code host} and believes any certificate. Waits for the handshake.
     *
     * @throws UncheckedIOException if it fails
     */
    public RawClient startTls(String host) {
        return startTls(TestTls.believingAnyone(), host);
    }

    /** As {@link #startTls(String)}, with certificates, trust and versions of your own. */
    public RawClient startTls(SSLContext context, String host) {
        if (unread.hasRemaining()) throw new IllegalStateException("there is plain text that was not read yet");
        try {
            var socket = (SSLSocket) context.getSocketFactory().createSocket(channel.socket(), host, channel.socket().getPort(), true);
            socket.startHandshake();
            tls = socket;
            return this;
        } catch (IOException problem) {
            close();
            throw new UncheckedIOException("no TLS: " + problem.getMessage(), problem);
        }
    }

    /** Sends the characters as bytes. */
    public RawClient send(String text) {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends {@code bytes}, waiting while the peer does not read. */
    public RawClient send(byte[] bytes) {
        try {
            var buffer = ByteBuffer.wrap(bytes);
            if (tls != null) tls.getOutputStream().write(bytes);
            else while (buffer.hasRemaining()) channel.write(buffer);
            return this;
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    /** Everything up to and including {@code delimiter}. */
    public String readUntil(String delimiter) {
        var text = new StringBuilder();
        while (text.indexOf(delimiter, text.length() - delimiter.length()) < 0) {
            int next = readByte();
            if (next < 0) throw endedEarly("before \"" + delimiter + "\"", text.toString());
            text.append((char) next);
        }
        return text.toString();
    }

    /** Exactly {@code count} bytes. */
    public byte[] readBytes(int count) {
        var bytes = new byte[count];
        for (int got = 0; got < count;) {
            if (!unread.hasRemaining() && !fill()) throw endedEarly("after " + got + " of " + count + " bytes", text(bytes, got));
            int step = Math.min(count - got, unread.remaining());
            unread.get(bytes, got, step);
            got += step;
        }
        return bytes;
    }

    /** Everything until the peer closes; a reset ends it too. */
    public String readAll() {
        var bytes = readAllBytes();
        return text(bytes, bytes.length);
    }

    /** Everything until the peer closes; a reset ends it too. */
    public byte[] readAllBytes() {
        var all = new ByteArrayOutputStream();
        while (unread.hasRemaining() || fill()) {
            all.write(unread.array(), unread.position(), unread.remaining());
            unread.position(unread.limit());
        }
        return all.toByteArray();
    }

    /** One response to a request that was not HEAD. An interim one (100) counts as one. */
    public TestResponse readResponse() {
        return readResponse("GET");
    }

    /** One response to a request with this method. */
    public TestResponse readResponse(String method) {
        return new ResponseReader(this).read(method);
    }

    /** Whether the peer has closed or reset the connection and everything it sent was read; waits for that, a second at most. */
    public boolean closed() {
        return closedWithin(Duration.ofSeconds(1));
    }

    /** As {@link #closed()}, with a limit of your own. */
    public boolean closedWithin(Duration limit) {
        if (unread.hasRemaining()) return false;
        try {
            return !fill(limit);
        } catch (SocketTimeoutException _) {
            return false;
        }
    }

    /** Whether nothing comes for {@code time}, neither a byte nor an end. */
    public boolean silentFor(Duration time) {
        if (unread.hasRemaining()) return false;
        try {
            fill(time);
            return false;
        } catch (SocketTimeoutException _) {
            return true;
        }
    }

    /** Sends FIN, or what TLS has for it: we say no more and still listen. */
    public RawClient shutdownOutput() {
        try {
            if (tls != null) tls.shutdownOutput();
            else channel.shutdownOutput();
            return this;
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    /** Sends RST and is gone. */
    public void reset() {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            channel.close();
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    /** Our side of the connection. */
    public InetSocketAddress localAddress() {
        try {
            return (InetSocketAddress) channel.getLocalAddress();
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    /** Sends FIN and is gone; harmless when it has been called before. */
    @Override
    public void close() {
        try {
            if (tls != null) tls.close();
            channel.close();
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    /** The next byte, or -1 at the end. */
    int readByte() {
        return unread.hasRemaining() || fill() ? unread.get() & 0xFF : -1;
    }

    /** Whether a request may be sent on it: the peer has neither closed nor said anything unasked. */
    boolean isFresh() {
        return !unread.hasRemaining() && silentFor(Duration.ofMillis(1));
    }

    static AssertionError endedEarly(String where, String soFar) {
        return new AssertionError("the connection ended " + where + "; it had sent: \"" + soFar + "\"");
    }

    private boolean fill() {
        if (tls != null) return fillFrom(tls);
        var buffer = ByteBuffer.allocate(CHUNK);
        try {
            int count = channel.read(buffer);
            unread = buffer.flip();
            return count > 0;
        } catch (ClosedByInterruptException interrupted) {
            throw new UncheckedIOException("interrupted while reading", interrupted);
        } catch (IOException _) {
            return false;       // a reset is an end too
        }
    }

    private boolean fill(Duration limit) throws SocketTimeoutException {
        Socket socket = tls == null ? channel.socket() : tls;
        try {
            socket.setSoTimeout((int) Math.max(1, limit.toMillis()));
            return read(socket);
        } catch (SocketTimeoutException late) {
            throw late;
        } catch (ClosedByInterruptException interrupted) {
            throw new UncheckedIOException("interrupted while reading", interrupted);
        } catch (IOException _) {
            return false;
        }
    }

    private boolean fillFrom(Socket socket) {
        try {
            socket.setSoTimeout(0);
            return read(socket);
        } catch (ClosedByInterruptException interrupted) {
            throw new UncheckedIOException("interrupted while reading", interrupted);
        } catch (IOException _) {
            return false;
        }
    }

    private boolean read(Socket socket) throws IOException {
        var bytes = new byte[CHUNK];
        int count = socket.getInputStream().read(bytes);
        unread = ByteBuffer.wrap(bytes, 0, Math.max(0, count));
        return count > 0;
    }

    private static String text(byte[] bytes, int count) {
        return new String(bytes, 0, count, StandardCharsets.ISO_8859_1);
    }
}

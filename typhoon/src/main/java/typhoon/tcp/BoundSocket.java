package typhoon.tcp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import typhoon.ioloop.IOLoop;
import typhoon.iostream.IOStream;
import typhoon.netty.Acceptor;
import typhoon.netty.StreamChannel;

/**
 * A listening socket of one loop, made by {@link Netutil#bindSockets} or {@link Netutil#bindUnixSocket}. Until somebody wants them, see
 * {@link Netutil#addAcceptHandler} and {@link TCPServer#addSocket}, connections wait in the kernel.
 *
 * {@snippet class="typhoon.snippets.TcpSnippets" region="accept"}
 *
 * <p>Belongs to its loop's coroutines, or to the thread that will start that loop as long as it does not run.
 */
public final class BoundSocket implements AutoCloseable {
    private final IOLoop loop;
    private final Acceptor acceptor;
    private final ArrayDeque<StreamChannel> accepted = new ArrayDeque<>();
    private @Nullable BiConsumer<IOStream, SocketAddress> handler;
    private int handlers;                           // that there ever were

    /** Binds by {@code opening}; in a coroutine of {@code loop}. */
    BoundSocket(IOLoop loop, Opening opening) throws IOException {
        this.loop = loop;
        this.acceptor = opening.open(this::arrived);
        acceptor.accepting(false);
    }

    /** Makes the socket of the machine room. */
    interface Opening {
        Acceptor open(Consumer<StreamChannel> accepted) throws IOException;
    }

    /** Where it listens: an {@link InetSocketAddress} with the real port, or the path of a unix domain socket. */
    public SocketAddress localAddress() {
        return acceptor.address();
    }

    /** The port it listens on. {@link IllegalStateException} for a socket of the unix domain. */
    public int port() {
        if (localAddress() instanceof InetSocketAddress inet) return inet.getPort();
        throw new IllegalStateException("a unix domain socket has no port: " + localAddress());
    }

    /** The loop it belongs to. */
    public IOLoop ioLoop() {
        return loop;
    }

    /**
     * Stops listening. With a handler everybody who waits in the kernel's queue is accepted first; whoever stands there without one gets a
     * reset. Does not wait for it. Idempotent.
     */
    @Override
    public void close() {
        acceptor.close();
        if (handler == null) while (accepted.pollFirst() instanceof StreamChannel nobodys) nobodys.abort();
    }

    /** Names the address. */
    @Override
    public String toString() {
        return "socket at " + localAddress();
    }

    // ---- for those who accept

    Runnable addHandler(BiConsumer<IOStream, SocketAddress> added) {
        if (handler != null) throw new IllegalStateException(this + " has an accept handler already: remove that first");
        handler = added;
        int mine = ++handlers;
        for (int waiting = accepted.size(); waiting > 0; waiting--) loop.addCallback(new Delivery());
        acceptor.accepting(true);
        return () -> {
            if (handlers != mine) return;           // called before, and another has come since
            handler = null;
            acceptor.accepting(false);
        };
    }

    Acceptor acceptor() {
        return acceptor;
    }

    /** On the poller. Some may come before the kernel has heard that nobody is wanted: they wait here. */
    private void arrived(StreamChannel channel) {
        accepted.addLast(channel);
        if (handler == null) acceptor.accepting(false);
        else loop.addCallback(new Delivery());
    }

    /** One connection on its way to the handler there is when its turn comes. */
    private final class Delivery implements Runnable {
        @Override
        public void run() {
            if (handler == null || !(accepted.pollFirst() instanceof StreamChannel next)) return;
            handler.accept(new IOStream(next), next.remoteAddress());
        }

        @Override
        public String toString() {
            return "accept handler of " + BoundSocket.this;
        }
    }
}

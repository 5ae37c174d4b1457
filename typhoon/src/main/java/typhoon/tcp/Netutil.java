package typhoon.tcp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiConsumer;
import typhoon.ioloop.IOLoop;
import typhoon.iostream.IOStream;
import typhoon.netty.Acceptor;
import typhoon.netty.Loop;

/**
 * Small things around sockets: what {@link TCPServer} is made of. Tornado: {@code tornado.netutil}.
 *
 * {@snippet class="typhoon.snippets.TcpSnippets" region="accept"}
 */
public final class Netutil {
    private static final Resolver NAMES = new DefaultResolver();

    private Netutil() {}

    /** Binds {@code port} of all addresses; see {@link #bindSockets(int, BindOptions)}. */
    public static List<BoundSocket> bindSockets(int port) {
        return bindSockets(port, new BindOptions());
    }

    /**
     * Binds {@code port} and accepts nobody yet. Everywhere ({@code ""}) is one socket, which on a system with IPv6 takes clients of both
     * kinds, those of IPv4 with their IPv4 addresses; a name is one socket for each of its addresses, IPv4 first, so that several processes
     * that bind the same do it in the same order. With port 0 the port that the first got is that of all.
     *
     * <p>A family that the kernel does not know is passed over, and so is {@code localhost} in the form of an address that this machine
     * does not have, {@code ::1} in many containers, if another can be bound. When an address is refused for another reason, the sockets
     * bound before are closed again. Addresses may be bound again at once after a program has ended (SO_REUSEADDR).
     *
     * <p>The sockets belong to the current loop. Waits until they are bound.
     *
     * @throws UncheckedIOException with a message that names the port, when it is taken or not allowed
     */
    public static List<BoundSocket> bindSockets(int port, BindOptions how) {
        IOLoop loop = IOLoop.current();
        Acceptor.load();
        return loop.runSync(() -> bind(loop, port, how));
    }

    private static List<BoundSocket> bind(IOLoop loop, int port, BindOptions how) {
        var bound = new ArrayList<BoundSocket>();
        UncheckedIOException passedOver = null;
        try {
            for (InetSocketAddress address : addresses(port, how)) {
                int wanted = port != 0 || bound.isEmpty() ? port : bound.getFirst().port();
                try {
                    bound.add(bind(loop, new InetSocketAddress(address.getAddress(), wanted), how));
                } catch (IOException refused) {
                    var named = Acceptor.refusal(wanted, how.address(), refused);
                    if (!mayPassOver(address.getAddress(), how.address(), refused)) throw named;
                    passedOver = named;
                }
            }
            if (bound.isEmpty() && passedOver != null) throw passedOver;
            return bound;
        } catch (RuntimeException notAll) {
            bound.forEach(BoundSocket::close);
            throw notAll;
        }
    }

    private static BoundSocket bind(IOLoop loop, InetSocketAddress address, BindOptions how) throws IOException {
        Loop on = loop.loop();
        return new BoundSocket(loop, accepted -> Acceptor.bind(on, address, how.backlog(), how.reusePort(), accepted));
    }

    private static List<InetSocketAddress> addresses(int port, BindOptions how) {
        if (how.address().isEmpty()) return List.of(everywhere(port, how.family()));
        return NAMES.resolve(how.address(), port, how.family()).stream().distinct()
                .sorted(Comparator.comparing(one -> AddressFamily.of(one.getAddress()))).toList();
    }

    private static InetSocketAddress everywhere(int port, AddressFamily family) {
        return switch (family) {
            case ANY -> new InetSocketAddress(port);
            case IPV4 -> new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), port);
            case IPV6 -> new InetSocketAddress(InetAddress.ofLiteral("::"), port);
        };
    }

    private static boolean mayPassOver(InetAddress address, String name, IOException refused) {
        String why = String.valueOf(refused.getMessage());
        if (refused.getCause() instanceof UnsupportedAddressTypeException || why.contains("Address family not supported")) return true;
        boolean strange = address instanceof Inet6Address && (address.isLinkLocalAddress() || why.contains("Cannot assign requested"));
        return strange && name.equalsIgnoreCase("localhost");
    }

    /**
     * Binds a socket of the unix domain, a file at {@code path}, and accepts nobody yet. Only this user may connect (mode 0600, from the
     * first moment on). A socket that is there already is replaced; the file stays when the socket is closed. Names of Linux's abstract
     * namespace cannot be had. 128 connections may wait. Children of {@code Processes.fork} share it, with epoll; loops do not.
     *
     * @throws UncheckedIOException with a message that names the path, when something else is there, the path is not allowed, or another
     *     loop of {@link IOLoop#fork} listens there
     */
    public static BoundSocket bindUnixSocket(Path path) {
        IOLoop loop = IOLoop.current();
        Acceptor.load();
        return loop.runSync(() -> {
            try {
                return new BoundSocket(loop, accepted -> Acceptor.bind(loop.loop(), path, new BindOptions().backlog(), accepted));
            } catch (IOException refused) {
                throw Acceptor.refusal(path, refused);
            }
        });
    }

    /**
     * Calls {@code handler} for each connection of {@code socket}, with its stream and the client's address, in a coroutine of its own.
     * Returns what takes the handler away again: the socket stays bound, and who has not been handed over by then waits for the next
     * handler, in the kernel if possible.
     *
     * @throws IllegalStateException if the socket has a handler
     */
    public static Runnable addAcceptHandler(BoundSocket socket, BiConsumer<IOStream, SocketAddress> handler) {
        return socket.addHandler(handler);
    }

    /**
     * Whether {@code text} is an IPv4 or IPv6 address and nothing else, to decide for example whether a header such as {@code
     * X-Forwarded-For} can be believed. Nothing is looked up, nothing thrown, and the time is bounded whatever the input.
     *
     * <p>Stricter than Tornado's {@code netutil.is_valid_ip}, which asks the system's parser: only dotted quads without leading zeros (not
     * {@code "127.1"}, {@code "0x7f.1"} or {@code "1"}) and the forms of RFC 4291, without a zone (not {@code "fe80::1%eth0"}), brackets or
     * blanks.
     */
    public static boolean isValidIp(String text) {
        return IpText.isAddress(text);
    }
}

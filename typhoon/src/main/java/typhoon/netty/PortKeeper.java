package typhoon.netty;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URLDecoder;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The listening sockets of child processes, kept by their parent, which never accepts on them. Each child has a place, and each place a
 * socket of its own per address; all of an address share its port. Because the parent has a copy of the descriptor, a child that dies
 * leaves its queue of connections behind, and the next child of that place is handed the socket with all who wait in it.
 *
 * <p>A child asks over a domain socket, one connection for each socket it wants:
 *
 * <pre>
 *   child                                   parent
 *   listen 127.0.0.1 8888 1024 false
 *                                           socket 8888    or: refused Address already in use
 *   send
 *                                           (the descriptor)
 *   listening
 *   closing
 *                                           closed         the parent's copy is, unless a successor has the socket already
 * </pre>
 *
 * <p>For a socket of the unix domain it asks {@code file /path/of/it 1024}: {@link KeptFiles} has one for all.
 *
 * <p>Where sockets cannot be handed over the answer is {@code bind 8888}: the child binds one of its own with SO_REUSEPORT, and whoever is
 * in its queue when it dies gets a reset.
 */
public final class PortKeeper {
    private static final Logger LOG = Logs.of("typhoon.general");

    /** How long a child that asks may be a stranger: it can be quicker than the parent takes note of its process id. */
    private static final long INTRODUCTION = 5_000_000_000L;

    private final Loop loop;
    private final Channel channel;
    private final Map<Key, Kept> sockets = new HashMap<>();
    private final KeptFiles files = new KeptFiles();
    private final Set<InetSocketAddress> ours = new HashSet<>();        // addresses that were found free
    private final Map<String, Integer> freePorts = new HashMap<>();     // which port stands for 0
    private final Map<Long, Child> children = new HashMap<>();
    private final Spots changed = new Spots();
    private boolean closing;

    /** Which socket: of several at one address a child has the first, the second … */
    private record Key(int place, InetSocketAddress address, int number) {}

    /** A socket; its descriptor is -1 where it only holds the port. */
    private record Kept(int port, int descriptor, Closeable socket) {
        void close() {
            PortKeeper.close(socket);
        }
    }

    static void close(Closeable socket) {
        try {
            socket.close();
        } catch (IOException late) {
            LOG.debug("a socket could not be closed", late);
        }
    }

    /** A living child. */
    private static final class Child {
        final int place;
        final Set<Key> held = new HashSet<>();
        final Set<Path> heldFiles = new HashSet<>();
        final Map<InetAddress, Integer> freePortsAsked = new HashMap<>();
        int listening;
        boolean hasListened;
        boolean successorListens;

        Child(int place) {
            this.place = place;
        }
    }

    /** Answers at {@code path}, which lies where only this user may go. Call in a coroutine of {@code loop}. */
    public PortKeeper(Loop loop, Path path) throws IOException {
        this.loop = loop;
        ChannelFuture bound = new ServerBootstrap().group(loop.eventLoop()).channel(Transport.chosen().serverChannel(true))
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel child) {
                        child.pipeline().addLast(new Inbound(loop, stream -> loop.enqueue(() -> answer(child, new Line(stream)))));
                    }
                })
                .bind(Addresses.toNetty(UnixDomainSocketAddress.of(path.toString())));
        Opening.await(loop, bound, "binding a domain socket");
        if (bound.cause() instanceof Throwable refused) throw new IOException("cannot listen at " + path, refused);
        channel = bound.channel();
    }

    /** Whether a child's queue survives it: where sockets can be handed over. */
    public static boolean keepsQueues() {
        return Transport.chosen().passesSockets();
    }

    // ---- children come and go

    /** The process {@code pid} has been started for {@code place}. */
    public void born(long pid, int place) {
        children.put(pid, new Child(place));
        changed.wakeAll();
    }

    /** On how many sockets the process accepts connections. */
    public int listening(long pid) {
        return children.get(pid) instanceof Child child ? child.listening : 0;
    }

    /** Whether it ever did. */
    public boolean hasListened(long pid) {
        return children.get(pid) instanceof Child child && child.hasListened;
    }

    /** Parks until the process accepts on {@code sockets}, has died, or the time is up; whether it does. */
    public boolean awaitListening(long pid, int sockets, long timeoutNanos) {
        long end = loop.nanoTime() + timeoutNanos;
        while (children.containsKey(pid) && listening(pid) < sockets) {
            long left = end - loop.nanoTime();
            if (left <= 0 || !changed.await(loop, left, "waiting for a child to listen")) return false;
        }
        return children.containsKey(pid);
    }

    /** Another process of the same place listens: what {@code pid} gives up from now on is not closed. */
    public void succeeded(long pid) {
        if (children.get(pid) instanceof Child child) child.successorListens = true;
    }

    /** The process has ended; its sockets are kept. */
    public void died(long pid) {
        children.remove(pid);
        changed.wakeAll();
    }

    /** Nobody will take the place again. */
    public void close(int place) {
        sockets.entrySet().removeIf(one -> {
            if (one.getKey().place != place) return false;
            one.getValue().close();
            return true;
        });
        files.giveUp(place);
    }

    /** The children alone have their sockets from now on, and nobody gets another. */
    public void close() {
        closing = true;
        sockets.values().forEach(Kept::close);
        sockets.clear();
        files.close();
        channel.close();
    }

    // ---- what a child asks

    private void answer(Channel connection, Line line) {
        try {
            String asked = line.hear();
            if (asked == null) return;
            String[] words = asked.split(" ");
            Child child = childAt(connection, Long.parseLong(words[words.length - 1]));
            if (child == null || closing) {
                line.say("refused the parent process is " + (closing ? "stopping" : "not yours"));
            } else if (words[0].equals("file")) {
                Path path = Path.of(URLDecoder.decode(words[1], StandardCharsets.UTF_8));
                serve(connection, line, child, path, Integer.parseInt(words[2]));
            } else {
                var address = new InetSocketAddress(InetAddress.getByName(words[1]), Integer.parseInt(words[2]));
                serve(connection, line, child, address, Integer.parseInt(words[3]), Boolean.parseBoolean(words[4]));
            }
        } catch (IOException problem) {
            line.say("refused " + problem.getMessage());
        } finally {
            line.close();
        }
    }

    /** Who asks: the kernel's word where it can be had. Only processes of this user can come here, and of those only our children count. */
    private @Nullable Child childAt(Channel connection, long says) throws IOException {
        long peer = Transport.chosen().peer(connection);
        long pid = peer < 0 ? says : peer;
        long end = loop.nanoTime() + INTRODUCTION;
        while (!children.containsKey(pid) && loop.nanoTime() < end) changed.await(loop, end - loop.nanoTime(), "waiting for a child");
        return children.get(pid);
    }

    private void serve(Channel connection, Line line, Child child, InetSocketAddress asked, int backlog, boolean share) throws IOException {
        Key key = find(child, asked, backlog, share);
        Kept kept = Objects.requireNonNull(sockets.get(key));
        child.held.add(key);
        try {
            give(connection, line, child, kept.port, kept.descriptor, () -> {
                if (sockets.remove(key) instanceof Kept last) last.close();
            });
        } finally {
            child.held.remove(key);
        }
    }

    private void serve(Channel connection, Line line, Child child, Path path, int backlog) throws IOException {
        if (!child.heldFiles.add(path)) throw new IOException("Address already in use: this process listens at " + path + " already");
        try {
            give(connection, line, child, 0, files.open(path, child.place, backlog), () -> files.giveUp(path, child.place));
        } finally {
            child.heldFiles.remove(path);
        }
    }

    private void give(Channel connection, Line line, Child child, int port, int descriptor, Runnable giveUp) {
        line.say((descriptor < 0 ? "bind " : "socket ") + port);
        if (descriptor >= 0) {
            if (line.hear() == null) return;
            connection.writeAndFlush(new FileDescriptor(descriptor));
        }
        if (line.hear() != null) listens(child, line, giveUp);
    }

    private void listens(Child child, Line line, Runnable giveUp) {
        child.listening++;
        child.hasListened = true;
        changed.wakeAll();
        boolean closes = line.hear() != null;
        child.listening--;
        if (!closes) return;
        if (!child.successorListens) giveUp.run();
        line.say("closed");
        line.hear();                                // until it hangs up
    }

    /** Which socket the child shall have; opened when the first of its place asks. */
    private Key find(Child child, InetSocketAddress asked, int backlog, boolean share) throws IOException {
        InetAddress host = asked.getAddress();
        if (asked.getPort() != 0) return find(child, asked, backlog, share, false);
        String free = host.getHostAddress() + " " + child.freePortsAsked.merge(host, 1, Integer::sum);
        Integer known = freePorts.get(free);
        if (known != null) return find(child, new InetSocketAddress(host, known), backlog, share, true);
        Kept opened = open(asked, backlog);
        freePorts.put(free, opened.port);
        var key = new Key(child.place, new InetSocketAddress(host, opened.port), 0);
        sockets.put(key, opened);
        return key;
    }

    private Key find(Child child, InetSocketAddress address, int backlog, boolean share, boolean isOurs) throws IOException {
        int number = 0;
        while (child.held.contains(new Key(child.place, address, number))) number++;
        if (number > 0 && !share) throw new IOException("Address already in use");
        var key = new Key(child.place, address, number);
        if (sockets.containsKey(key)) return key;
        if (!isOurs && !ours.contains(address)) FreePort.check(address);
        sockets.put(key, open(address, backlog));
        ours.add(address);
        return key;
    }

    private static Kept open(InetSocketAddress address, int backlog) throws IOException {
        return keepsQueues() ? listen(address, backlog) : reserve(address);
    }

    private static Kept listen(InetSocketAddress address, int backlog) throws IOException {
        Socket socket = Transport.chosen().newSocket();
        try {
            socket.setReuseAddress(true);
            socket.setReusePort(true);
            socket.bind(address);
            socket.listen(backlog);
            return new Kept(socket.localAddress().getPort(), socket.intValue(), socket::close);
        } catch (IOException refused) {
            socket.close();
            throw refused;
        }
    }

    /** Bound, but not listening: nobody else gets the port between one child and the next. */
    private static Kept reserve(InetSocketAddress address) throws IOException {
        var socket = SocketChannel.open();
        try {
            socket.setOption(StandardSocketOptions.SO_REUSEPORT, true).bind(address);
            return new Kept(((InetSocketAddress) socket.getLocalAddress()).getPort(), -1, socket);
        } catch (IOException refused) {
            socket.close();
            throw refused;
        }
    }
}

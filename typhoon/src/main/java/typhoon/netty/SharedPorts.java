package typhoon.netty;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One loop's view of what several loops of a JVM listen on together. Whoever is first at an address finds out whether it is free and, where
 * port 0 was asked for, which port it is; the others come after. Of several free ports the first of one loop is the first of all.
 */
public final class SharedPorts {
    // Any thread: the same maps for all loops.
    private final Map<String, CompletableFuture<Integer>> ports;
    private final Map<Path, SharedPorts> files;

    // One loop only: how often it has asked for a free port of an address.
    private final Map<String, Integer> asked = new HashMap<>();

    /** For the first loop. */
    public SharedPorts() {
        this(new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
    }

    private SharedPorts(Map<String, CompletableFuture<Integer>> ports, Map<Path, SharedPorts> files) {
        this.ports = ports;
        this.files = files;
    }

    /** For one more loop. */
    public SharedPorts another() {
        return new SharedPorts(ports, files);
    }

    /** Binds one address. */
    interface Opener {
        Acceptor open(InetSocketAddress at) throws IOException;
    }

    /** Binds a file. */
    interface FileOpener {
        Acceptor open() throws IOException;
    }

    Acceptor bind(InetSocketAddress address, Opener opener) throws IOException {
        String place = address.getHostString() + " " + address.getPort();
        if (address.getPort() == 0) place += " " + asked.merge(place, 1, Integer::sum);
        var mine = new CompletableFuture<Integer>();
        @Nullable CompletableFuture<Integer> first = ports.putIfAbsent(place, mine);
        return first == null ? openFirst(address, opener, place, mine) : openNext(address, opener, first);
    }

    /** Binds a file, which cannot be shared as a port can: whoever bound it once more would take it from the loop that has it. */
    Acceptor bind(Path path, FileOpener opener) throws IOException {
        Path file = path.toAbsolutePath().normalize();
        @Nullable SharedPorts first = files.putIfAbsent(file, this);
        if (first != null && first != this)
            throw new IOException("another loop of this program listens there, and loops cannot share a socket of the unix domain: "
                    + "listen on one of them only, or use processes, which can (Processes.fork)");
        try {
            return opener.open();
        } catch (IOException | RuntimeException refused) {
            if (first == null) files.remove(file);
            throw refused;
        }
    }

    private Acceptor openFirst(InetSocketAddress address, Opener opener, String place, CompletableFuture<Integer> port) throws IOException {
        try {
            if (address.getPort() != 0 && !ParentPorts.inUse()) FreePort.check(address);
            Acceptor opened = opener.open(address);
            port.complete(opened.localAddress().getPort());
            return opened;
        } catch (IOException | RuntimeException refused) {
            ports.remove(place);
            port.completeExceptionally(refused);
            throw refused;
        }
    }

    private static Acceptor openNext(InetSocketAddress address, Opener opener, CompletableFuture<Integer> port) throws IOException {
        try {
            return opener.open(new InetSocketAddress(address.getAddress(), port.get()));
        } catch (ExecutionException refused) {
            throw new IOException(refused.getCause());
        } catch (InterruptedException interrupted) {
            throw new CancellationException("interrupted while binding a port");
        }
    }
}

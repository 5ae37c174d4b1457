package typhoon.netty;

import java.io.IOException;
import java.net.InetSocketAddress;
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
    // Any thread: the same map for all loops.
    private final Map<String, CompletableFuture<Integer>> ports;

    // One loop only: how often it has asked for a free port of an address.
    private final Map<String, Integer> asked = new HashMap<>();

    /** For the first loop. */
    public SharedPorts() {
        this(new ConcurrentHashMap<>());
    }

    private SharedPorts(Map<String, CompletableFuture<Integer>> ports) {
        this.ports = ports;
    }

    /** For one more loop. */
    public SharedPorts another() {
        return new SharedPorts(ports);
    }

    /** Binds one address. */
    interface Opener {
        Acceptor open(InetSocketAddress at) throws IOException;
    }

    Acceptor bind(InetSocketAddress address, Opener opener) throws IOException {
        String place = address.getHostString() + " " + address.getPort();
        if (address.getPort() == 0) place += " " + asked.merge(place, 1, Integer::sum);
        var mine = new CompletableFuture<Integer>();
        @Nullable CompletableFuture<Integer> first = ports.putIfAbsent(place, mine);
        return first == null ? openFirst(address, opener, place, mine) : openNext(address, opener, first);
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

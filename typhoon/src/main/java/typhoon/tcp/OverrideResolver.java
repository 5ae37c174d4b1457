package typhoon.tcp;

import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives some hosts other addresses, as {@code /etc/hosts} does, and leaves the rest to another resolver: to reach a test server by the name
 * of the real one, for example. Each {@code override} returns a resolver with one more entry.
 *
 * {@snippet class="typhoon.snippets.TcpSnippets" region="override"}
 *
 * <p>Of several entries that fit, the one that says most wins: host, port and family before host and port before host. Names are compared
 * without regard to case; the replacement is resolved by the other resolver, not by these entries again. Tornado: {@code
 * netutil.OverrideResolver}.
 */
public final class OverrideResolver implements Resolver {
    private final Resolver resolver;
    private final Map<Key, Target> targets;

    /** Not as text: {@code fe80::1} and port 80 would be the host {@code fe80::1:80}. Port -1 and family null are any. */
    private record Key(String host, int port, @Nullable AddressFamily family) {
        Key {
            host = host.toLowerCase(Locale.ROOT);
        }

        String shown() {
            if (port < 0) return host;
            String words = family == null ? "" : family == AddressFamily.ANY ? " any family" : " " + family.words();
            return host + ":" + port + words;
        }
    }

    private record Target(String host, int port) {}

    /** Without entries yet: everything is left to {@code resolver}. */
    public OverrideResolver(Resolver resolver) {
        this(resolver, Map.of());
    }

    private OverrideResolver(Resolver resolver, Map<Key, Target> targets) {
        this.resolver = resolver;
        this.targets = targets;
    }

    /** Sends who asks for {@code host} to {@code newHost}, a name or an address, with the port that was asked for. */
    public OverrideResolver override(String host, String newHost) {
        return with(new Key(host, -1, null), new Target(newHost, -1));
    }

    /** Sends who asks for {@code host} and {@code port} to {@code newHost} and {@code newPort}. */
    public OverrideResolver override(String host, int port, String newHost, int newPort) {
        return with(new Key(host, port, null), new Target(newHost, newPort));
    }

    /** Sends who asks for {@code host}, {@code port} and exactly that {@code family} to {@code newHost} and {@code newPort}. */
    public OverrideResolver override(String host, int port, AddressFamily family, String newHost, int newPort) {
        return with(new Key(host, port, family), new Target(newHost, newPort));
    }

    private OverrideResolver with(Key key, Target target) {
        var more = new LinkedHashMap<>(targets);
        more.put(key, target);
        return new OverrideResolver(resolver, more);
    }

    @Override
    public List<InetSocketAddress> resolve(String host, int port, AddressFamily family) {
        Target target = target(host, port, family);
        if (target == null) return resolver.resolve(host, port, family);
        return resolver.resolve(target.host, target.port < 0 ? port : target.port, family);
    }

    private @Nullable Target target(String host, int port, AddressFamily family) {
        Target found = targets.get(new Key(host, port, family));
        if (found == null) found = targets.get(new Key(host, port, null));
        return found == null ? targets.get(new Key(host, -1, null)) : found;
    }

    /** The resolver that is asked in the end. */
    public Resolver resolver() {
        return resolver;
    }

    /** The entries as text: {@code example.com}, {@code example.com:80} or {@code example.com:80 IPv6}, and what each becomes. */
    public Map<String, String> mapping() {
        var shown = new LinkedHashMap<String, String>();
        targets.forEach((key, target) -> shown.put(key.shown(), target.port < 0 ? target.host : target.host + ":" + target.port));
        return shown;
    }

    /** Closes the resolver behind this one. */
    @Override
    public void close() {
        resolver.close();
    }
}

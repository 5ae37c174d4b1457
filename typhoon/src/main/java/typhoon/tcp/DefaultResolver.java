package typhoon.tcp;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * Asks the system, on at most 16 threads that all resolvers of this kind share, never on the loop. Concurrent look-ups of one name are one;
 * an address ({@code "127.0.0.1"}, {@code "::1"}) is none.
 *
 * {@snippet class="typhoon.snippets.TcpSnippets" region="resolver"}
 *
 * <p>Names go the JDK's way: its hosts file, {@code /etc/hosts} and DNS as the system is set up, and its cache, which by default keeps an
 * answer for 30 seconds and a failure for 10; {@code networkaddress.cache.ttl} and {@code networkaddress.cache.negative.ttl}, properties of
 * {@code java.security.Security}, change that. It gives IPv4 before IPv6, or with {@code -Djava.net.preferIPv6Addresses=system} the order
 * of the operating system. A wait that is interrupted ends at once; the look-up itself cannot be stopped, and later callers share it.
 *
 * <p>Tornado: {@code netutil.DefaultLoopResolver} and, since there is nothing else to choose from, {@code DefaultExecutorResolver}.
 */
public final class DefaultResolver implements Resolver {
    private static final SystemNames NAMES = new SystemNames(Lookups.onThreadsNamed("typhoon-resolver-"));

    /** Costs nothing: threads and look-ups are shared. */
    public DefaultResolver() {}

    @Override
    public List<InetSocketAddress> resolve(String host, int port, AddressFamily family) {
        return NAMES.resolve(host, port, family);
    }
}

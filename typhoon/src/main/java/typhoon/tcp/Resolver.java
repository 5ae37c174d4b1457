package typhoon.tcp;

import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Turns a host's name into addresses. {@link DefaultResolver} asks the system; write your own for names that only you know, or put an
 * {@link OverrideResolver} before another.
 *
 * {@snippet class="typhoon.snippets.TcpSnippets" region="resolver"}
 *
 * <p>A resolver waits; in a coroutine it parks. Tornado: {@code netutil.Resolver}.
 */
@FunctionalInterface
public interface Resolver extends AutoCloseable {
    /**
     * All addresses of {@code host} that are of {@code family}, each with {@code port}, in the order in which they should be tried; never
     * empty.
     *
     * @throws UncheckedIOException with the name in its message, when there is no such host, it has no address of that family, or it is
     *     none that could exist: longer than 512 characters, or with blanks or control characters in it
     */
    List<InetSocketAddress> resolve(String host, int port, AddressFamily family);

    /** All addresses of {@code host}, whatever their family. */
    default List<InetSocketAddress> resolve(String host, int port) {
        return resolve(host, port, AddressFamily.ANY);
    }

    /** Frees what the resolver holds; most hold nothing. */
    @Override
    default void close() {}
}

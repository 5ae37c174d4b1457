package typhoon.tcp;

import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;

/**
 * Makes look-ups of {@code java.net.InetAddress} park inside coroutines, whoever makes them; found by the JDK itself, at the first look-up
 * of the JVM. On other threads the JDK's own resolver is used as ever, and its cache stays in force everywhere. With {@code
 * -Dtyphoon.resolver=system} nothing is changed: a look-up in a coroutine then blocks its loop.
 *
 * {@snippet class="typhoon.snippets.TcpSnippets" region="names"}
 *
 * <p>Source: JEP 418.
 */
public final class LoopNamesProvider extends InetAddressResolverProvider {
    /** For the JDK. */
    public LoopNamesProvider() {}

    @Override
    public InetAddressResolver get(Configuration configuration) {
        InetAddressResolver builtin = configuration.builtinResolver();
        return "system".equals(System.getProperty("typhoon.resolver")) ? builtin : new LoopNames(builtin);
    }

    @Override
    public String name() {
        return "typhoon";
    }
}

package typhoon.tcp;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import typhoon.netty.LogText;
import typhoon.netty.Rethrow;

/** What the JDK knows of a name (its cache and the hosts file included), asked on other threads than the caller's. */
final class SystemNames {
    /** RFC 1035, section 2.3.4, has 255; a dot at the end and the zone of an address may be written beside it. */
    private static final int LONGEST = 512;
    private static final int SHOWN = 80;

    private final Lookups lookups;

    SystemNames(Lookups lookups) {
        this.lookups = lookups;
    }

    List<InetSocketAddress> resolve(String host, int port, AddressFamily family) {
        if (host.isEmpty()) throw new IllegalArgumentException("resolve wants the name or the address of a host, not an empty text");
        if (!isName(host)) throw noName(LogText.line(host.length() <= SHOWN ? host : host.substring(0, SHOWN) + "…"));
        InetAddress literal = literal(host);
        Stream<InetAddress> all = literal == null ? Stream.of(lookUp(host)) : Stream.of(literal);
        List<InetSocketAddress> found = all.filter(family::accepts).map(address -> new InetSocketAddress(address, port)).toList();
        if (found.isEmpty()) throw unresolved(host, "it has no " + family.words() + " address", new UnknownHostException(host));
        return found;
    }

    /**
     * Whether the system may be asked. The JDK refuses a NUL, at which systems end a name, but neither blanks nor what else would get into
     * a log as a line of its own, nor text of any length.
     */
    private static boolean isName(String host) {
        return host.length() <= LONGEST && host.indexOf(' ') < 0 && LogText.line(host).equals(host);
    }

    /** An address needs no look-up. What looks like one and is none may still be a name. */
    private static @Nullable InetAddress literal(String host) {
        if (!Character.isDigit(host.charAt(0)) && host.indexOf(':') < 0) return null;
        try {
            return InetAddress.ofLiteral(host);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    private InetAddress[] lookUp(String host) {
        Future<InetAddress[]> answer = lookups.answer(host.toLowerCase(Locale.ROOT), () -> InetAddress.getAllByName(host));
        try {
            return answer.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof UnknownHostException unknown) throw unresolved(host, reason(host, unknown), unknown);
            throw Rethrow.cause(failed);
        } catch (InterruptedException _) {
            throw new CancellationException("interrupted while resolving " + host);
        }
    }

    private static UncheckedIOException noName(String shown) {
        return unresolved(shown, "that is no name of a host", new UnknownHostException(shown));
    }

    private static UncheckedIOException unresolved(String host, String reason, UnknownHostException cause) {
        return new UncheckedIOException("cannot resolve " + host + ": " + reason, cause);
    }

    /** The JDK's message says the name first, and for a while after a failure nothing else. */
    private static String reason(String host, UnknownHostException unknown) {
        String words = String.valueOf(unknown.getMessage());
        if (words.equals(host)) return "there is no such host";
        return words.startsWith(host + ": ") ? words.substring(host.length() + 2) : words;
    }
}

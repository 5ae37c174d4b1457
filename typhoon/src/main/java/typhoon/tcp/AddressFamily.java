package typhoon.tcp;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * Which addresses of a name are wanted.
 *
 * {@snippet class="typhoon.snippets.TcpSnippets" region="resolver"}
 *
 * <p>Tornado: the {@code family} and {@code af} of its calls, {@code socket.AF_INET} and so on.
 */
public enum AddressFamily {
    /** Both kinds. */
    ANY,
    /** IPv4 only. */
    IPV4,
    /** IPv6 only. */
    IPV6;

    /** Whether {@code address} is of this family. */
    public boolean accepts(InetAddress address) {
        return this == ANY || this == of(address);
    }

    static AddressFamily of(InetAddress address) {
        return switch (address) {
            case Inet4Address _ -> IPV4;
            case Inet6Address _ -> IPV6;
            default -> ANY;
        };
    }

    /** As messages say it: "IPv4", "IPv6", or nothing. */
    String words() {
        return switch (this) {
            case ANY -> "";
            case IPV4 -> "IPv4";
            case IPV6 -> "IPv6";
        };
    }
}

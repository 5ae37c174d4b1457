package typhoon.netty;

import io.netty.channel.unix.DomainSocketAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import org.jspecify.annotations.Nullable;

/** Addresses as the JDK says them, whatever the transport calls them. */
final class Addresses {
    private static final UnixDomainSocketAddress UNNAMED = UnixDomainSocketAddress.of("");

    private Addresses() {}

    /** What a socket says of itself; one of the unix domain that has no name says nothing. */
    static SocketAddress toJdk(@Nullable SocketAddress address) {
        if (address == null) return UNNAMED;
        return address instanceof DomainSocketAddress domain ? UnixDomainSocketAddress.of(domain.path()) : address;
    }

    /** What the transport in use takes. */
    static SocketAddress toNetty(SocketAddress address) {
        if (!isUnix(address) || Transport.chosen() == Transport.NIO) return address;
        return new DomainSocketAddress(((UnixDomainSocketAddress) address).getPath().toString());
    }

    static boolean isUnix(SocketAddress address) {
        if (address instanceof UnixDomainSocketAddress) return true;
        if (address instanceof InetSocketAddress) return false;
        throw new IllegalArgumentException("a socket's address is an InetSocketAddress or a UnixDomainSocketAddress, not " + address);
    }
}

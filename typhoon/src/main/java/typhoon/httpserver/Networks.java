package typhoon.httpserver;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import typhoon.tcp.Netutil;

/** Addresses by their first bits, and those that have none: who comes by a socket file. */
final class Networks {
    static final Networks NONE = new Networks(List.of(), false);

    private static final String UNIX = "unix";

    private final List<Network> networks;
    private final boolean unix;

    private record Network(byte[] first, int bits) {
        boolean contains(byte[] address) {
            if (address.length != first.length) return false;
            int whole = bits / 8;
            for (int i = 0; i < whole; i++) {
                if (address[i] != first[i]) return false;
            }
            return bits % 8 == 0 || (address[whole] ^ first[whole]) >> (8 - bits % 8) == 0;
        }
    }

    private Networks(List<Network> networks, boolean unix) {
        this.networks = networks;
        this.unix = unix;
    }

    /**
     * The networks that are named so: {@code 10.0.0.0/8}, {@code 2001:db8::/32}, {@code 192.0.2.7}, {@code unix}.
     *
     * @throws IllegalArgumentException if one is none of that
     */
    static Networks of(String... names) {
        var networks = new ArrayList<Network>();
        boolean unix = false;
        for (String name : names) {
            if (name.equals(UNIX)) unix = true;
            else networks.add(network(name));
        }
        return new Networks(List.copyOf(networks), unix);
    }

    /** The address that {@code text} is, without asking anybody; null if it is none. */
    static @Nullable InetAddress address(String text) {
        return Netutil.isValidIp(text) ? InetAddress.ofLiteral(text) : null;
    }

    boolean isEmpty() {
        return networks.isEmpty() && !unix;
    }

    /** Null is who has no address. */
    boolean contains(@Nullable InetAddress address) {
        if (address == null) return unix;
        byte[] bytes = address.getAddress();
        for (Network network : networks) {
            if (network.contains(bytes)) return true;
        }
        return false;
    }

    boolean contains(SocketAddress peer) {
        return contains(peer instanceof InetSocketAddress inet ? inet.getAddress() : null);
    }

    private static Network network(String name) {
        int slash = name.indexOf('/');
        InetAddress address = address(slash < 0 ? name : name.substring(0, slash));
        if (address == null) throw refused(name);
        byte[] first = address.getAddress();
        int bits = slash < 0 ? first.length * 8 : bits(name, slash + 1, first.length * 8);
        for (int i = bits; i < first.length * 8; i++) {
            if ((first[i / 8] >> (7 - i % 8) & 1) != 0)
                throw new IllegalArgumentException("the network " + name + " has bits set behind its first " + bits + ": which is meant?");
        }
        return new Network(first, bits);
    }

    private static int bits(String name, int from, int most) {
        boolean number = name.substring(from).matches("0|[1-9][0-9]{0,2}");
        int bits = number ? Integer.parseInt(name, from, name.length(), 10) : -1;
        if (bits < 0 || bits > most) throw refused(name);
        return bits;
    }

    private static IllegalArgumentException refused(String name) {
        return new IllegalArgumentException("a network is written 10.0.0.0/8, 2001:db8::/32, 192.0.2.7 or unix, got " + name);
    }
}

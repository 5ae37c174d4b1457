package typhoon.httpserver;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import typhoon.http.HttpHeaders;
import typhoon.http.Urls;
import typhoon.wire.Head;

/**
 * The proxies before a server whose word is taken for who the client is: {@link HttpServerRequest#remoteIp}, {@code protocol} and {@code
 * host} are then the client's. To be given to {@link ServerOptions#trustedProxies}. Immutable: each method returns a changed copy.
 *
 * {@snippet class="typhoon.snippets.HttpServerSnippets" region="proxies"}
 *
 * <p>Only requests that come from one of these addresses are looked at. The list of addresses is walked from its end, which the nearest
 * proxy has written, to its beginning, which anybody may have: the first one that is no proxy of ours is the client. An entry that is no
 * address ends the walk; the client is then the proxy that wrote it. Protocol and host are those that stand at the same place of their
 * lists, where these are as long, and else the last ones.
 *
 * <p>Which headers are read is said here and not guessed, for a proxy passes on what it does not know: a client could say in one header
 * what the proxy says in another. As it comes these are {@code X-Forwarded-For} and {@code X-Forwarded-Proto}; what is no protocol, host or
 * port there is ignored. See that your proxy sets each header that is read, over what the client sent.
 *
 * <p>Sources: RFC 7239; Tornado's {@code xheaders} and {@code trusted_downstream}, which believes any peer, takes single addresses only,
 * and lets {@code X-Real-Ip} pass by the list.
 */
public final class TrustedProxies {
    private final Networks networks;
    private final boolean standard;
    private final boolean host;

    private TrustedProxies(Networks networks, boolean standard, boolean host) {
        this.networks = networks;
        this.standard = standard;
        this.host = host;
    }

    /**
     * Proxies at these addresses: {@code 10.0.0.0/8}, {@code 2001:db8::/32}, {@code 127.0.0.1}, and {@code unix} for who comes by a socket
     * file.
     *
     * @throws IllegalArgumentException if one is none of that
     */
    public static TrustedProxies of(String... networks) {
        if (networks.length == 0) throw new IllegalArgumentException("trusted proxies need a network, 10.0.0.0/8 for instance");
        return new TrustedProxies(Networks.of(networks), false, false);
    }

    /**
     * Whether {@code Forwarded} (RFC 7239) is read, with all it says, and nothing else. A malformed one is a 400: what a client has left
     * open there, a quoted string for instance, could hide what the proxy wrote behind it.
     */
    public TrustedProxies forwarded(boolean forwarded) {
        return new TrustedProxies(networks, forwarded, host);
    }

    /** Whether {@code X-Forwarded-Host} and {@code X-Forwarded-Port} are read too. */
    public TrustedProxies forwardedHost(boolean forwardedHost) {
        return new TrustedProxies(networks, standard, forwardedHost);
    }

    /** Whether this one is a proxy of ours; null is who comes by a socket file. */
    boolean trusts(@Nullable InetAddress peer) {
        return networks.contains(peer);
    }

    /** What a proxy of ours says of the client; {@code direct} is what we see ourselves. */
    Origin origin(Origin direct, HttpHeaders headers) {
        return standard ? byForwarded(direct, headers) : byLists(direct, headers);
    }

    private Origin byLists(Origin direct, HttpHeaders headers) {
        List<String> hops = items(headers, "X-Forwarded-For");
        Walk walk = walk(hops, direct.ip());
        String protocol = protocol(at(items(headers, "X-Forwarded-Proto"), walk.place, hops.size()), direct.protocol());
        if (!host) return new Origin(walk.ip, protocol, direct.host());
        String said = host(at(items(headers, "X-Forwarded-Host"), walk.place, hops.size()), "");
        String name = said.isEmpty() ? direct.host() : said;
        String port = at(items(headers, "X-Forwarded-Port"), walk.place, hops.size());
        boolean whole = Urls.split(said).port() >= 0;
        return new Origin(walk.ip, protocol, port == null || whole ? name : withPort(name, port, protocol));
    }

    private Origin byForwarded(Origin direct, HttpHeaders headers) {
        var hops = new ArrayList<ForwardedLine.Hop>();
        for (String line : headers.getList("Forwarded")) hops.addAll(ForwardedLine.parse(line));
        Walk walk = walk(hops.stream().map(ForwardedLine.Hop::from).toList(), direct.ip());
        if (walk.place == hops.size()) return direct;
        ForwardedLine.Hop hop = hops.get(walk.place);
        return new Origin(walk.ip, protocol(hop.protocol(), direct.protocol()), host(hop.host(), direct.host()));
    }

    /** Where a walk along the hops has ended; {@code place} is their number if it did not begin. */
    private record Walk(int place, String ip) {}

    private Walk walk(List<String> hops, String ip) {
        for (int place = hops.size(); place > 0; place--) {
            InetAddress hop = node(hops.get(place - 1));
            if (hop == null) return new Walk(place, ip);
            ip = hop.getHostAddress();
            if (!networks.contains(hop)) return new Walk(place - 1, ip);
        }
        return new Walk(0, ip);
    }

    /** The address of {@code 192.0.2.7:4711}, {@code [2001:db8::7]:4711} and the like; null if it has none. */
    private static @Nullable InetAddress node(String text) {
        int bracket = text.startsWith("[") ? text.indexOf(']') : -1;
        if (bracket > 0) return bracket + 1 == text.length() || text.charAt(bracket + 1) == ':' ? v6(text.substring(1, bracket)) : null;
        int colon = text.indexOf(':');
        boolean port = colon > 0 && text.indexOf(':', colon + 1) < 0;
        return Networks.address(port ? text.substring(0, colon) : text);
    }

    private static @Nullable InetAddress v6(String text) {
        return text.indexOf(':') < 0 ? null : Networks.address(text);
    }

    private static @Nullable String at(List<String> values, int place, int hops) {
        if (values.isEmpty()) return null;
        return values.size() == hops && place < hops ? values.get(place) : values.getLast();
    }

    private static String protocol(@Nullable String said, String otherwise) {
        String lower = said == null ? "" : said.toLowerCase(Locale.ROOT);
        return lower.equals("http") || lower.equals("https") ? lower : otherwise;
    }

    private static String host(@Nullable String said, String otherwise) {
        return said != null && Head.isHost(said) ? said : otherwise;
    }

    private static String withPort(String host, String port, String protocol) {
        if (!port.matches("[1-9][0-9]{0,4}") || Integer.parseInt(port) > 65535) return host;
        String name = Urls.split(host).host();
        return port.equals(protocol.equals("https") ? "443" : "80") ? name : name + ":" + port;
    }

    private static List<String> items(HttpHeaders headers, String name) {
        var items = new ArrayList<String>();
        for (String line : headers.getList(name)) {
            for (String item : line.split(",", -1)) {
                if (!item.isBlank()) items.add(item.strip());
            }
        }
        return items;
    }
}

package typhoon.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Putting URLs together and taking them apart. Tornado: {@code httputil.url_concat}, {@code split_host_and_port}.
 *
 * {@snippet class="typhoon.snippets.HttpSnippets" region="urls"}
 */
public final class Urls {
    private Urls() {}

    /** A host as it stood, an IPv6 address in its brackets, and its port or -1. */
    public record HostAndPort(String host, int port) {}

    /** {@code url} with {@code arguments} added to its query, in the order of the map; query and fragment it has are kept as they are. */
    public static String concat(String url, Map<String, String> arguments) {
        return concat(url, List.copyOf(arguments.entrySet()));
    }

    /** As {@link #concat(String, Map)}, for names that occur several times. */
    public static String concat(String url, List<Map.Entry<String, String>> arguments) {
        if (arguments.isEmpty()) return url;
        int hash = url.indexOf('#');
        String fragment = hash < 0 ? "" : url.substring(hash);
        var whole = new StringBuilder(hash < 0 ? url : url.substring(0, hash));
        for (Map.Entry<String, String> argument : arguments) {
            char last = whole.isEmpty() ? ' ' : whole.charAt(whole.length() - 1);
            if (whole.indexOf("?") < 0) whole.append('?');
            else if (last != '?' && last != '&') whole.append('&');
            whole.append(escape(argument.getKey())).append('=').append(escape(argument.getValue()));
        }
        return whole.append(fragment).toString();
    }

    /**
     * What {@link FormBody#parse(String, int)} gives, values by name, as the pairs that {@link #concat(String, List)} takes. Tornado:
     * {@code httputil.qs_to_qsl}.
     */
    public static List<Map.Entry<String, String>> pairs(Map<String, List<String>> arguments) {
        var pairs = new ArrayList<Map.Entry<String, String>>();
        arguments.forEach((name, values) -> values.forEach(value -> pairs.add(Map.entry(name, value))));
        return pairs;
    }

    /** Whether {@code url} says more than a place below another one: it begins with a slash, {@code http:} or {@code https:}. */
    public static boolean isAbsolute(String url) {
        return url.startsWith("/") || url.startsWith("http:") || url.startsWith("https:");
    }

    /** Splits {@code host:port}. A bare IPv6 address has no port; what is no number up to 65535 is no port either. */
    public static HostAndPort split(String authority) {
        int colon = authority.lastIndexOf(':');
        boolean bareIpv6 = colon != authority.indexOf(':') && !authority.startsWith("[");
        if (colon < 0 || bareIpv6 || authority.endsWith("]")) return new HostAndPort(authority, -1);
        String digits = authority.substring(colon + 1);
        boolean number = !digits.isEmpty() && digits.length() <= 5 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        int port = number ? Integer.parseInt(digits) : -1;
        return new HostAndPort(authority.substring(0, colon), port <= 65535 ? port : -1);
    }

    /**
     * Whether an Origin header names the host that a request was sent to; the scheme's port may be left out on either side. What is no
     * origin, {@code null} too, names none.
     *
     * @param host the request's host, and its port if it said one
     */
    public static boolean isSameHost(String origin, String host) {
        try {
            var from = new URI(origin);
            String scheme = from.getScheme();
            if (from.getRawAuthority() == null || scheme == null) return false;
            String standard = scheme.equalsIgnoreCase("https") ? ":443" : ":80";
            return normal(from.getRawAuthority(), standard).equals(normal(host, standard));
        } catch (URISyntaxException _) {
            return false;
        }
    }

    private static String normal(String authority, String standardPort) {
        String lower = authority.toLowerCase(Locale.ROOT);
        return lower.endsWith(standardPort) ? lower.substring(0, lower.length() - standardPort.length()) : lower;
    }

    private static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}

package typhoon.wire;

import org.jspecify.annotations.Nullable;
import typhoon.http.HttpInputError;

/**
 * What a request asks for: RFC 9112 section 3.2.
 *
 * @param path from the first slash on, still escaped; {@code *} for the whole server
 * @param query what follows the first question mark; empty when there is none
 * @param authority host and port of an absolute-form target, which count more than Host; null for the other forms
 */
record Target(String path, String query, @Nullable String authority) {
    static Target of(String method, String text) {
        // RFC 9112 3.2: a fragment is none of the server's business; a proxy that cuts it off would check another path than we serve
        if (text.indexOf('#') >= 0) throw new HttpInputError(400, "a # in the request target");
        if (text.charAt(0) == '/') return split(text, null);
        // 3.2.3: we are no proxy, so there is nothing to connect to
        if (method.equals("CONNECT")) throw new HttpInputError(501, "CONNECT is not implemented");
        if (text.equals("*") && method.equals("OPTIONS")) return new Target("*", "", null);
        return absolute(text);
    }

    /** Whether {@code text} is {@code host[:port]}: RFC 3986 section 3.2.2, without user information. */
    static boolean isAuthority(String text) {
        int end = text.startsWith("[") ? literalEnd(text) : nameEnd(text);
        if (end <= 0) return false;
        if (end == text.length()) return true;
        if (text.charAt(end) != ':') return false;
        for (int i = end + 1; i < text.length(); i++) {
            if (!Octets.isDigit(text.charAt(i))) return false;
        }
        return true;
    }

    private static Target absolute(String text) {
        int begin = text.regionMatches(true, 0, "http://", 0, 7) ? 7 : text.regionMatches(true, 0, "https://", 0, 8) ? 8 : 0;
        if (begin == 0) throw new HttpInputError(400, "the request target is neither a path nor an http URL");
        int end = begin;
        while (end < text.length() && text.charAt(end) != '/' && text.charAt(end) != '?') end++;
        String authority = text.substring(begin, end);
        if (!isAuthority(authority)) throw new HttpInputError(400, "the host of the request target is not host[:port]");
        String rest = text.substring(end);
        return split(rest.startsWith("/") ? rest : "/" + rest, authority);
    }

    private static Target split(String text, @Nullable String authority) {
        int question = text.indexOf('?');
        if (question < 0) return new Target(text, "", authority);
        return new Target(text.substring(0, question), text.substring(question + 1), authority);
    }

    private static int nameEnd(String text) {
        int end = 0;
        while (end < text.length() && text.charAt(end) < 128 && Octets.HOST[text.charAt(end)]) end++;
        return end;
    }

    private static int literalEnd(String text) {
        int end = 1;
        while (end < text.length() && text.charAt(end) < 128 && Octets.IP_LITERAL[text.charAt(end)]) end++;
        return end > 1 && end < text.length() && text.charAt(end) == ']' ? end + 1 : 0;
    }
}

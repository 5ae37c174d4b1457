package typhoon.httpserver;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import typhoon.http.HttpInputError;

/** Reads one line of Forwarded, RFC 7239 section 4: a list of hops, each with pairs between semicolons. Blanks may stand around both. */
final class ForwardedLine {
    private static final String MARKS = "!#$%&'*+-.^_`|~";

    private final String text;
    private int at;

    private ForwardedLine(String text) {
        this.text = text;
    }

    /** What one proxy says; {@code from} is empty if it does not say from whom it had the request. */
    record Hop(String from, @Nullable String protocol, @Nullable String host) {}

    /**
     * The hops, the farthest first.
     *
     * @throws HttpInputError 400 if it is malformed
     */
    static List<Hop> parse(String line) {
        return new ForwardedLine(line).hops();
    }

    private List<Hop> hops() {
        var hops = new ArrayList<Hop>();
        while (true) {
            Map<String, String> pairs = pairs();
            if (!pairs.isEmpty()) hops.add(new Hop(pairs.getOrDefault("for", ""), pairs.get("proto"), pairs.get("host")));
            if (at == text.length()) return hops;
            expect(',');
        }
    }

    private Map<String, String> pairs() {
        var pairs = new HashMap<String, String>();
        while (true) {
            blanks();
            if (at < text.length() && isToken(text.charAt(at))) {
                String name = token().toLowerCase(Locale.ROOT);
                expect('=');
                boolean quoted = at < text.length() && text.charAt(at) == '"';
                if (pairs.put(name, quoted ? quoted() : token()) != null) throw malformed();
                blanks();
            }
            if (at == text.length() || text.charAt(at) != ';') return pairs;
            at++;
        }
    }

    private String token() {
        int from = at;
        while (at < text.length() && isToken(text.charAt(at))) at++;
        if (at == from) throw malformed();
        return text.substring(from, at);
    }

    private String quoted() {
        var value = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                return value.toString();
            }
            if (c == '\\' && ++at == text.length()) throw malformed();
            value.append(text.charAt(at));
        }
        throw malformed();
    }

    private void blanks() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) at++;
    }

    private void expect(char c) {
        if (at == text.length() || text.charAt(at) != c) throw malformed();
        at++;
    }

    private static boolean isToken(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || MARKS.indexOf(c) >= 0;
    }

    private static HttpInputError malformed() {
        return new HttpInputError(400, "a malformed Forwarded header");
    }
}

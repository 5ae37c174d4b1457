package typhoon.wire;

import typhoon.http.HttpHeaders;

/** The head of a request: everything before its body, checked. */
public final class Head {
    private static final int LINE = 112;                // what Java adds to a header line: two strings, their arrays, their places

    private final String method;
    private final String target;
    private final int minorVersion;
    private final HttpHeaders headers;
    private final String path;
    private final String query;
    private final String host;
    private final Body body;
    private final boolean keepsAlive;
    private final boolean expectsContinue;
    private final int size;

    Head(String method, String target, int minorVersion, HttpHeaders headers, Framing framing, int size) {
        this.method = method;
        this.target = target;
        this.minorVersion = minorVersion;
        this.headers = headers;
        this.size = size;
        Target parts = Target.of(method, target);
        this.path = parts.path();
        this.query = parts.query();
        String said = framing.host(minorVersion);                       // refuses, also when the target says it better
        this.host = parts.authority() instanceof String better ? better : said;
        this.body = framing.body(minorVersion);
        this.keepsAlive = framing.keepsAlive(minorVersion);
        this.expectsContinue = framing.expectsContinue(minorVersion);
    }

    /** The method, its case kept. */
    public String method() {
        return method;
    }

    /** The request target as it was received; one character is one byte. */
    public String target() {
        return target;
    }

    /** The path of the target, still escaped; {@code *} for OPTIONS of the whole server. */
    public String path() {
        return path;
    }

    /** The query of the target without its question mark; empty when there is none. */
    public String query() {
        return query;
    }

    /** 0 for HTTP/1.0; all others are treated as 1.1 (RFC 9110 section 2.5). */
    public int minorVersion() {
        return minorVersion;
    }

    /** Every header line, in order. */
    public HttpHeaders headers() {
        return headers;
    }

    /** Host and port the request was meant for: from an absolute target, else from Host. May be empty. */
    public String host() {
        return host;
    }

    /** Whether {@code text} is what {@link #host} may be: {@code host[:port]}. */
    public static boolean isHost(String text) {
        return Target.isAuthority(text);
    }

    /** How the body is framed. */
    public Body body() {
        return body;
    }

    /** Whether the client wants to send more on this connection. */
    public boolean keepsAlive() {
        return keepsAlive;
    }

    /** About how much memory it takes, in bytes. */
    public int memory() {
        return memory(size, headers);
    }

    static int memory(int bytes, HttpHeaders lines) {
        return bytes + LINE * lines.size();
    }

    /** Whether the client waits for a 100 before it sends the body. */
    public boolean expectsContinue() {
        return expectsContinue;
    }
}

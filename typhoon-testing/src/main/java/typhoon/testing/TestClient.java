package typhoon.testing;

import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A plain HTTP/1.1 client that keeps its connections. It shares nothing with the product's, so that neither hides the other's faults. */
final class TestClient {
    private static final int HOPS = 10;

    private final int port;
    private final boolean tls;
    private final ArrayDeque<RawClient> idle = new ArrayDeque<>();      // to the test's own server
    private final Set<RawClient> open = new HashSet<>();

    TestClient(int port, boolean tls) {
        this.port = port;
        this.tls = tls;
    }

    TestResponse fetch(TestRequest request) {
        var response = fetchOnce(request);
        for (int hops = 0; request.next(response, whole(request.url())) instanceof TestRequest next; hops++) {
            if (hops == HOPS) throw new AssertionError("more than " + HOPS + " redirects, the last to " + next.url());
            request = next;
            response = fetchOnce(request);
        }
        return response;
    }

    /** A new connection to the test's own server, which is not used for anything else. */
    RawClient connect() {
        var connection = new RawClient(port);
        return tls ? connection.startTls("localhost") : connection;
    }

    private String whole(String url) {
        return url.startsWith("/") ? (tls ? "https" : "http") + "://127.0.0.1:" + port + url : url;
    }

    private TestResponse fetchOnce(TestRequest request) {
        if (request.url().matches("(?i)https?://.*")) return fetchElsewhere(request);
        var reused = freshIdle();
        var connection = reused == null ? opened(connect()) : reused;
        var response = exchange(connection, request, request.url().replaceFirst("#.*", ""), "127.0.0.1:" + port);
        if (keeps(request, response)) idle.addLast(connection);
        else forget(connection);
        return response;
    }

    void close() {
        for (RawClient connection : open) connection.close();
        open.clear();
        idle.clear();
    }

    private TestResponse fetchElsewhere(TestRequest request) {
        var url = URI.create(request.url());
        boolean secure = url.getScheme().equalsIgnoreCase("https");
        int otherPort = url.getPort() >= 0 ? url.getPort() : secure ? 443 : 80;
        var connection = opened(new RawClient(new InetSocketAddress(url.getHost(), otherPort)));
        if (secure) connection.startTls(url.getHost());
        String target = (url.getRawPath().isEmpty() ? "/" : url.getRawPath()) + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery());
        var response = exchange(connection, request, target, url.getRawAuthority());
        forget(connection);
        return response;
    }

    private static TestResponse exchange(RawClient connection, TestRequest request, String target, String host) {
        UncheckedIOException notSent = null;
        try {
            connection.send(request.bytes(target, host));
        } catch (UncheckedIOException problem) {
            notSent = problem;      // a server may refuse a body before it has read it: its answer is there nevertheless
        }
        try {
            return finalResponse(connection, request);
        } catch (AssertionError unanswered) {
            if (notSent != null) unanswered.addSuppressed(notSent);
            throw unanswered;
        }
    }

    private static TestResponse finalResponse(RawClient connection, TestRequest request) {
        var response = connection.readResponse(request.method());
        while (response.code() < 200 && response.code() != 101) response = connection.readResponse(request.method());
        return response;
    }

    private static boolean keeps(TestRequest request, TestResponse response) {
        String connection = response.headers().get("Connection");
        boolean framed = response.headers().contains("Content-Length") || response.headers().contains("Transfer-Encoding")
                || response.code() == 204 || response.code() == 304;
        return framed && !request.asksToClose() && response.version().equals("HTTP/1.1")
                && (connection == null || !connection.equalsIgnoreCase("close"));
    }

    private RawClient opened(RawClient connection) {
        open.add(connection);
        return connection;
    }

    private @Nullable RawClient freshIdle() {
        for (var connection = idle.pollLast(); connection != null; connection = idle.pollLast()) {
            if (connection.isFresh()) return connection;
            forget(connection);
        }
        return null;
    }

    private void forget(RawClient connection) {
        open.remove(connection);
        connection.close();
    }
}

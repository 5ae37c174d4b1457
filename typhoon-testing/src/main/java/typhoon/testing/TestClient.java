package typhoon.testing;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A plain HTTP/1.1 client that keeps its connections. It shares nothing with the product's, so that neither hides the other's faults. */
final class TestClient {
    private final int port;
    private final ArrayDeque<RawClient> idle = new ArrayDeque<>();      // to the test's own server
    private final Set<RawClient> open = new HashSet<>();

    TestClient(int port) {
        this.port = port;
    }

    TestResponse fetch(TestRequest request) {
        if (request.url().regionMatches(true, 0, "http://", 0, 7)) return fetchElsewhere(request);
        var reused = freshIdle();
        var connection = reused == null ? connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)) : reused;
        var response = exchange(connection, request, request.url(), "127.0.0.1:" + port);
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
        int otherPort = url.getPort() < 0 ? 80 : url.getPort();
        var connection = connect(new InetSocketAddress(url.getHost(), otherPort));
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

    private RawClient connect(InetSocketAddress address) {
        var connection = new RawClient(address);
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

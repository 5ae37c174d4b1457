package typhoon.snippets;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import typhoon.http.HttpHeaders;
import typhoon.http.HttpInputError;
import typhoon.http.MemoryBudget;
import typhoon.httpserver.HttpServer;
import typhoon.httpserver.HttpServerRequest;
import typhoon.httpserver.RequestDelegate;
import typhoon.httpserver.ServerOptions;
import typhoon.httpserver.TrustedProxies;
import typhoon.ioloop.IOLoop;

class HttpServerSnippets {
    void server() {
        // @start region="server"
        var server = new HttpServer(request -> {
            byte[] text = ("you asked for " + request.path()).getBytes(UTF_8);
            request.connection().writeHeaders(200, "OK", new HttpHeaders(), text, true);
        });
        server.listen(8888);
        IOLoop.current().start();
        // @end
    }

    // @start region="delegate"
    static class Clock implements RequestDelegate {
        @Override
        public void handle(HttpServerRequest request) {
            var headers = new HttpHeaders();
            headers.set("Content-Type", "text/plain");
            byte[] now = Instant.now().toString().getBytes(UTF_8);
            request.connection().writeHeaders(200, "OK", headers, now, true);
        }
    }
    // @end

    HttpServer options(RequestDelegate app) {
        // @start region="options"
        var options = new ServerOptions()
            .maxBody(1024 * 1024)                               // more is a 413
            .handlerDeadline(Duration.ofSeconds(10))            // longer is a 503
            .drainTimeout(Duration.ofSeconds(5));
        var server = new HttpServer(app, options);
        // @end
        return server;
    }

    long request(HttpServerRequest request) {
        // @start region="request"
        if (!request.method().equals("PUT")) throw new HttpInputError(405, "only PUT is understood here");
        long size = 0;
        for (byte[] chunk = request.readChunk(); chunk != null; chunk = request.readChunk()) size += chunk.length;
        // @end
        return size;
    }

    void connection(HttpServerRequest request) {
        // @start region="connection"
        var connection = request.connection();
        connection.writeHeaders(200, "OK", new HttpHeaders(), null, false);
        for (int n = 10; n > 0; n--) {
            connection.write((n + "\n").getBytes(UTF_8));
            connection.flush();                                 // waits while the client is slow
        }
        connection.finish();
        // @end
    }

    void announced(HttpServerRequest request) {
        // @start region="announced"
        var headers = new HttpHeaders();
        headers.set("Content-Length", "5");
        request.connection().writeHeaders(200, "OK", headers, null, false);
        request.connection().write("hello, world".getBytes(UTF_8));     // HttpOutputError: 12 bytes are not 5
        // @end
    }

    ServerOptions proxies() {
        // @start region="proxies"
        var options = new ServerOptions()
            .trustedProxies(TrustedProxies.of("10.0.0.0/8").forwardedHost(true))    // X-Forwarded-For, -Proto, -Host, -Port
            .proxyProtocol("10.0.0.7");                                             // and one that passes on bytes, with PROXY before them
        // @end
        return options;
    }

    ServerOptions budget() {
        // @start region="budget"
        var budget = new MemoryBudget(64 * 1024 * 1024);        // for the bodies of all clients together
        var options = new ServerOptions().memoryBudget(budget);
        // @end
        return options;
    }
}

package typhoon.httpserver;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import typhoon.http.HttpHeaders;
import typhoon.http.HttpStatus;
import typhoon.testing.AsyncHttpTestCase;

/** A server whose delegate each test brings with {@link #serve}; without one it answers with method and URI. */
abstract class ServerTestCase extends AsyncHttpTestCase {
    private RequestDelegate delegate = request -> answer(request, request.method() + " " + request.uri());

    @Override
    protected RequestDelegate getApp() {
        return request -> delegate.handle(request);
    }

    final void serve(RequestDelegate delegate) {
        this.delegate = delegate;
    }

    static void answer(HttpServerRequest request, String text) {
        answer(request, 200, text.getBytes(StandardCharsets.UTF_8));
    }

    static void answer(HttpServerRequest request, int status, byte @Nullable [] body) {
        request.connection().writeHeaders(status, HttpStatus.reason(status), new HttpHeaders(), body, true);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte @Nullable [] bytes) {
        return bytes == null ? "end" : new String(bytes, StandardCharsets.UTF_8);
    }
}

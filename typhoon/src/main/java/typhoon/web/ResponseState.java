package typhoon.web;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import typhoon.http.Cookie;
import typhoon.http.HttpHeaders;
import typhoon.http.HttpStatus;
import typhoon.httpserver.HttpConnection;

/**
 * A response in the making: status, headers and cookies until the head is sent, and what was written since the last flush. The connection
 * frames it, leaves out the body for HEAD, and adds Date, Server and Content-Length.
 */
final class ResponseState {
    private static final byte[] EMPTY = {};

    private final HttpConnection connection;
    private final HttpHeaders headers = new HttpHeaders();
    private final Map<String, Cookie> cookies = new LinkedHashMap<>(0);
    private final List<byte[]> chunks = new ArrayList<>(1);
    private int size;
    private int status = 200;
    private String reason = "OK";
    private boolean started;        // the head was sent
    private boolean finished;

    ResponseState(HttpConnection connection) {
        this.connection = connection;
    }

    // ---- the head

    /** Forgets status, headers and what was written. Cookies stay, as in Tornado: log-out works even if the page after it fails. */
    void clear() {
        status(200, HttpStatus.reason(200));
        headers.clear();
        headers.addChecked("Content-Type", "text/html; charset=UTF-8");
        clearBody();
    }

    /** A reason that may not stand in a response, or could do harm in a page (CVE-2025-67724), becomes {@code Unknown}. */
    void status(int status, String reason) {
        boolean known = status == 101 || status >= 200 && status <= 599;
        if (!known) throw new IllegalArgumentException("a response has a status from 200 to 599, got " + status);
        boolean safe = !reason.isEmpty() && reason.chars().allMatch(c -> c == '\t' || c >= ' ' && c <= 0xFF && c != 0x7F && c != '<');
        this.status = status;
        this.reason = safe ? reason : "Unknown";
    }

    int status() {
        return status;
    }

    String reason() {
        return reason;
    }

    HttpHeaders headers() {
        return headers;
    }

    /** A later cookie of the same name replaces an earlier one and goes to the end. */
    void cookie(Cookie cookie) {
        cookies.remove(cookie.name());
        cookies.put(cookie.name(), cookie);
    }

    // ---- the body

    void write(byte[] chunk) {
        if (chunk.length == 0) return;
        size = Math.addExact(size, chunk.length);
        chunks.add(chunk);
    }

    int size() {
        return size;
    }

    void clearBody() {
        chunks.clear();
        size = 0;
    }

    /** What was written since the last flush, in one piece; it stays. */
    byte[] body() {
        if (chunks.size() > 1) {
            byte[] joined = join();
            chunks.clear();
            chunks.add(joined);
        }
        return chunks.isEmpty() ? EMPTY : chunks.getFirst();
    }

    private byte[] join() {
        var joined = new byte[size];
        int at = 0;
        for (byte[] chunk : chunks) {
            System.arraycopy(chunk, 0, joined, at, chunk.length);
            at += chunk.length;
        }
        return joined;
    }

    /** Whether a response with this status has no body: RFC 9110 section 6.4.1. */
    boolean isBodiless() {
        return status == 204 || status == 304 || status == 101;
    }

    // ---- on its way

    boolean started() {
        return started;
    }

    boolean finished() {
        return finished;
    }

    void checkOpen(String call) {
        if (finished) throw new IllegalStateException(call + " after finish(): the response has been sent");
    }

    /** Sends what there is and waits while the client is slow. */
    void flush() {
        send(false);
        connection.flush();
    }

    /** Sends what is left, and the end. */
    void finish() {
        if (isBodiless()) dropBodyHeaders();
        boolean whole = !started;
        send(true);
        if (!whole) connection.finish();
    }

    /** Nothing more can be done to it, in whatever way it ended; whether that is news. */
    boolean end() {
        boolean news = !finished;
        finished = true;
        return news;
    }

    private void send(boolean last) {
        byte[] chunk = body();
        if (!started) {
            cookies.values().forEach(cookie -> headers.add("Set-Cookie", cookie.toHeader()));
            cookies.clear();
            connection.writeHeaders(status, reason, headers, chunk, last);
            started = true;
        } else if (chunk.length > 0) {
            connection.write(chunk);
        }
        clearBody();
    }

    private void dropBodyHeaders() {
        for (String name : List.of("Content-Encoding", "Content-Language", "Content-Type")) headers.remove(name);
    }
}

package typhoon.web;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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
    private @Nullable Map<String, Cookie> cookies;      // null while there is none, as in most responses
    private byte[] first = EMPTY;                       // of what was written, most often all
    private @Nullable List<byte[]> more;
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
        status = 200;
        reason = "OK";
        headers.clear();
        headers.addChecked("Content-Type", "text/html; charset=UTF-8");
        clearBody();
    }

    /** A reason that may not stand in a response, or could do harm in a page (CVE-2025-67724), becomes {@code Unknown}. */
    void status(int status, String reason) {
        boolean known = status == 101 || status >= 200 && status <= 599;
        if (!known) throw new IllegalArgumentException("a response has a status from 200 to 599, got " + status);
        this.status = status;
        this.reason = isSafe(reason) ? reason : "Unknown";
    }

    private static boolean isSafe(String reason) {
        for (int i = 0; i < reason.length(); i++) {
            char c = reason.charAt(i);
            boolean safe = c == '\t' || c >= ' ' && c <= 0xFF && c != 0x7F && c != '<';
            if (!safe) return false;
        }
        return !reason.isEmpty();
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
        if (cookies == null) cookies = new LinkedHashMap<>();
        cookies.remove(cookie.name());
        cookies.put(cookie.name(), cookie);
    }

    // ---- the body

    void write(byte[] chunk) {
        if (chunk.length == 0) return;
        size = Math.addExact(size, chunk.length);
        if (first.length == 0) {
            first = chunk;
        } else {
            if (more == null) more = new ArrayList<>();
            more.add(chunk);
        }
    }

    int size() {
        return size;
    }

    void clearBody() {
        first = EMPTY;
        more = null;
        size = 0;
    }

    /** What was written since the last flush, in one piece; it stays. */
    byte[] body() {
        if (more != null) {
            first = join(first, more);
            more = null;
        }
        return first;
    }

    private byte[] join(byte[] head, List<byte[]> tail) {
        byte[] joined = Arrays.copyOf(head, size);
        int at = head.length;
        for (byte[] chunk : tail) {
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
            if (cookies != null) sendCookies(cookies);
            connection.writeHeaders(status, reason, headers, chunk, last);
            started = true;
        } else if (chunk.length > 0) {
            connection.write(chunk);
        }
        clearBody();
    }

    private void sendCookies(Map<String, Cookie> made) {
        for (Cookie cookie : made.values()) headers.add("Set-Cookie", cookie.toHeader());
        cookies = null;
    }

    private void dropBodyHeaders() {
        for (String name : List.of("Content-Encoding", "Content-Language", "Content-Type")) headers.remove(name);
        if (status != 304) headers.remove("Content-Length");
    }
}

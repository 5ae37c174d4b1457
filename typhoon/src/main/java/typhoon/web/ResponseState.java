package typhoon.web;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import typhoon.http.Cookie;
import typhoon.http.HttpHeaders;
import typhoon.http.HttpOutputError;
import typhoon.httpserver.HttpConnection;

/**
 * A response in the making: status, headers and cookies until the head is sent, and what was written since the last flush. The connection
 * frames it, leaves out the body for HEAD, and adds Date, Server and Content-Length.
 */
final class ResponseState {
    static final String CSP = "Content-Security-Policy";

    private static final byte[] EMPTY = {};

    private final HttpConnection connection;
    private final HttpHeaders headers = new HttpHeaders();
    private @Nullable HttpHeaders lasting;              // what clear() leaves; null while there is none, as in most responses
    private @Nullable List<String> varies;
    private @Nullable Map<String, Cookie> cookies;
    private byte[] first = EMPTY;                       // of what was written, most often all
    private @Nullable List<byte[]> more;
    private int size;
    private int status = 200;
    private String reason = "OK";
    private @Nullable GzipEncoder encoder;
    private long announced = -1;    // how long the body shall be before it is encoded
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
        dropEncoder();
    }

    /** Sets what was said for every response, after the others were cleared. */
    void restoreLasting() {
        if (lasting != null) lasting.forEach(headers::set);
        if (varies != null) sayVaries(varies);
    }

    /** A header that stays when the others are cleared. */
    void lasting(String name, String value) {
        headers.set(name, value);
        if (lasting == null) lasting = new HttpHeaders();
        lasting.set(name, value);
    }

    /** A name for Vary that stays when the headers are cleared, or Vary is set to something else. */
    void vary(String name) {
        headers.set("Vary", Vary.with(headers.get("Vary"), name));
        if (varies == null) varies = new ArrayList<>(2);
        if (!varies.contains(name)) varies.add(name);
    }

    private void sayVaries(List<String> names) {
        for (String name : names) headers.set("Vary", Vary.with(headers.get("Vary"), name));
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

    private byte[] takeBody() {
        byte[] body = body();
        clearBody();
        return body;
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

    /** How long the body will be, as far as that is known: -1 if not. */
    long length(boolean whole) {
        String said = headers.get("Content-Length");
        if (said == null) return whole ? size : -1;
        return said.matches("[0-9]{1,18}") ? Long.parseLong(said) : -1;
    }

    /** Has the body leave as gzip, whose length nobody knows before it is packed. Of a response to HEAD only the head says so. */
    void compress(boolean headOnly) {
        if (headers.contains("Content-Length")) announced = length(false);
        headers.remove("Content-Length");
        headers.set("Content-Encoding", "gzip");
        if (headOnly) clearBody();
        else encoder = new GzipEncoder();
    }

    private byte[] encode(byte[] chunk, boolean last) {
        if (encoder == null || chunk.length == 0 && started && !last) return chunk;
        checkLength(encoder.total() + chunk.length, last);
        return encoder.pack(chunk, last);
    }

    /** What the connection checks when nothing is encoded: a body that is cut short must not look complete. */
    private void checkLength(long total, boolean last) {
        if (announced < 0 || total == announced || total < announced && !last) return;
        if (started) connection.abort();
        throw new HttpOutputError("Content-Length is " + announced + ", but " + total + " bytes were written");
    }

    private void dropEncoder() {
        if (encoder != null) encoder.close();
        encoder = null;
        announced = -1;
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
        dropEncoder();
        return news;
    }

    private void send(boolean last) {
        byte[] chunk = encode(takeBody(), last);
        if (!started) {
            if (cookies != null) sendCookies(cookies);
            if (varies != null) sayVaries(varies);
            connection.writeHeaders(status, reason, headers, chunk, last);
            started = true;
        } else if (chunk.length > 0) {
            connection.write(chunk);
        }
    }

    private void sendCookies(Map<String, Cookie> made) {
        for (Cookie cookie : made.values()) headers.add("Set-Cookie", cookie.toHeader());
        cookies = null;
    }

    private void dropBodyHeaders() {
        for (String name : List.of("Content-Encoding", "Content-Language", "Content-Type")) headers.remove(name);
        if (status != 304) headers.remove("Content-Length");
        // a cache would put it into place of the one that its page was made for
        if (status == 304 && headers.get(CSP, "").contains("'nonce-")) headers.remove(CSP);
    }
}

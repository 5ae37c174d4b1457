package typhoon.testing;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import typhoon.escape.Escape;

/**
 * A request for {@link AsyncHttpTestCase#fetch} or {@link TestServer#fetch}. Each method returns a new one.
 *
 * {@snippet class="typhoon.snippets.TestingSnippets" region="request"}
 *
 * <p>Nothing is checked, so that a test may send what a decent client would not; for less than whole messages see {@link RawClient}.
 */
public final class TestRequest {
    private static final String COOKIE = "Cookie";
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private final String method;
    private final String url;
    private final List<Field> fields;
    private final byte[] body;
    private final boolean hasBody;
    private final boolean follows;

    private record Field(String name, String value) {}

    /** A request without headers or body; {@code url} is a path, or begins with {@code http://} or {@code https://}. */
    public TestRequest(String method, String url) {
        this(method, url, List.of(), new byte[0], false, false);
    }

    private TestRequest(String method, String url, List<Field> fields, byte[] body, boolean hasBody, boolean follows) {
        this.method = method;
        this.url = url;
        this.fields = fields;
        this.body = body;
        this.hasBody = hasBody;
        this.follows = follows;
    }

    /** Gets {@code url}. */
    public static TestRequest get(String url) {
        return new TestRequest("GET", url);
    }

    /** Asks for the headers of {@code url} only. */
    public static TestRequest head(String url) {
        return new TestRequest("HEAD", url);
    }

    /** Posts to {@code url}. */
    public static TestRequest post(String url) {
        return new TestRequest("POST", url);
    }

    /** Puts at {@code url}. */
    public static TestRequest put(String url) {
        return new TestRequest("PUT", url);
    }

    /** Patches {@code url}. */
    public static TestRequest patch(String url) {
        return new TestRequest("PATCH", url);
    }

    /** Deletes {@code url}. */
    public static TestRequest delete(String url) {
        return new TestRequest("DELETE", url);
    }

    /** Asks what can be done with {@code url}. */
    public static TestRequest options(String url) {
        return new TestRequest("OPTIONS", url);
    }

    /** Adds an argument to the URL's query, encoded. */
    public TestRequest query(String name, Object value) {
        String more = url + (url.indexOf('?') < 0 ? '?' : '&') + encode(name) + "=" + encode(value.toString());
        return new TestRequest(method, more, fields, body, hasBody, follows);
    }

    /** Sends a cookie; several are one header. */
    public TestRequest cookie(String name, String value) {
        var others = fields.stream().filter(field -> !field.name().equals(COOKIE)).toList();
        String before = fields.stream().filter(field -> field.name().equals(COOKIE)).map(field -> field.value() + "; ").findFirst()
                .orElse("");
        return new TestRequest(method, url, others, body, hasBody, follows).header(COOKIE, before + name + "=" + value);
    }

    /** Says who asks, by HTTP Basic. */
    public TestRequest basicAuth(String user, String password) {
        byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return header("Authorization", "Basic " + Base64.getEncoder().encodeToString(both));
    }

    /** Follows redirects, ten at most, as a browser does: a POST becomes a GET, but for 307 and 308. */
    public TestRequest followRedirects() {
        return new TestRequest(method, url, fields, body, hasBody, true);
    }

    /** Adds a header; {@code Host} and {@code Content-Length} are then not written by us. */
    public TestRequest header(String name, String value) {
        var more = new ArrayList<>(fields);
        more.add(new Field(name, value));
        return new TestRequest(method, url, List.copyOf(more), body, hasBody, follows);
    }

    /** Sends these bytes. */
    public TestRequest body(byte[] bytes) {
        return new TestRequest(method, url, fields, bytes.clone(), true, follows);
    }

    /** Sends this text in UTF-8. */
    public TestRequest body(String text) {
        return body(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a form of names and values in turn. */
    public TestRequest form(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) throw new IllegalArgumentException("a form needs a value for each name");
        var text = new StringBuilder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (i > 0) text.append('&');
            text.append(encode(namesAndValues[i])).append('=').append(encode(namesAndValues[i + 1]));
        }
        return contentType("application/x-www-form-urlencoded").body(text.toString());
    }

    /** Sends {@code value} as JSON. A string is taken as JSON text already. */
    public TestRequest json(Object value) {
        return contentType("application/json").body(value instanceof String text ? text : Escape.jsonEncode(value));
    }

    String method() {
        return method;
    }

    String url() {
        return url;
    }

    /** Where this response sends us, if it does and we follow; else null. */
    @Nullable TestRequest next(TestResponse response, String from) {
        String location = response.headers().get("Location");
        if (!follows || location == null || !REDIRECTS.contains(response.code())) return null;
        String to = URI.create(from).resolve(location).toString();
        boolean same = response.code() >= 307 || method.equals("HEAD") || (response.code() <= 302 && !method.equals("POST"));
        if (same) return new TestRequest(method, to, fields, body, hasBody, true);
        var others = fields.stream().filter(field -> !field.name().toLowerCase(Locale.ROOT).startsWith("content-")).toList();
        return new TestRequest("GET", to, others, new byte[0], false, true);
    }

    byte[] bytes(String target, String host) {
        var out = new ByteArrayOutputStream();
        var head = new StringBuilder(method).append(' ').append(target).append(" HTTP/1.1\r\n");
        if (!has("Host")) head.append("Host: ").append(host).append("\r\n");
        boolean framed = has("Content-Length") || has("Transfer-Encoding");
        if (hasBody && !framed) head.append("Content-Length: ").append(body.length).append("\r\n");
        for (Field field : fields) head.append(field.name()).append(": ").append(field.value()).append("\r\n");
        out.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        out.writeBytes(body);
        return out.toByteArray();
    }

    boolean asksToClose() {
        return fields.stream().anyMatch(field -> field.name().equalsIgnoreCase("Connection")
                && field.value().toLowerCase(Locale.ROOT).contains("close"));
    }

    @Override
    public String toString() {
        return method + " " + url;
    }

    private boolean has(String name) {
        return fields.stream().anyMatch(field -> field.name().equalsIgnoreCase(name));
    }

    private TestRequest contentType(String type) {
        return has("Content-Type") ? this : header("Content-Type", type);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}

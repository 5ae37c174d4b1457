package typhoon.testing;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import typhoon.escape.Escape;

/**
 * A request for {@link AsyncHttpTestCase#fetch}: {@code post("/users").json(user).header("Accept", "text/html")}. Each method returns a new
 * request. Nothing is checked, so that a test may send what a decent client would not; for less than whole messages see {@link RawClient}.
 *
 * {@snippet class="typhoon.snippets.TestingSnippets" region="request"}
 */
public final class TestRequest {
    private final String method;
    private final String url;
    private final List<Field> fields;
    private final byte[] body;
    private final boolean hasBody;

    private record Field(String name, String value) {}

    /** A request without headers or body; {@code url} is a path, or begins with {@code http://}. */
    public TestRequest(String method, String url) {
        this(method, url, List.of(), new byte[0], false);
    }

    private TestRequest(String method, String url, List<Field> fields, byte[] body, boolean hasBody) {
        this.method = method;
        this.url = url;
        this.fields = fields;
        this.body = body;
        this.hasBody = hasBody;
    }

    /** Adds a header; {@code Host} and {@code Content-Length} are then not written by us. */
    public TestRequest header(String name, String value) {
        var more = new ArrayList<>(fields);
        more.add(new Field(name, value));
        return new TestRequest(method, url, List.copyOf(more), body, hasBody);
    }

    /** Sends these bytes. */
    public TestRequest body(byte[] bytes) {
        return new TestRequest(method, url, fields, bytes.clone(), true);
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

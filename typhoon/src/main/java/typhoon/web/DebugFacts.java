package typhoon.web;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import typhoon.escape.Escape;
import typhoon.http.HttpInputError;
import typhoon.httpserver.HttpServerRequest;

/** What was asked, and with which settings it was answered: names and values, secrets masked. */
final class DebugFacts {
    /** A fact with its name. */
    record Fact(String name, String value) {}

    /** Facts of one kind. */
    record Section(String title, List<Fact> facts) {
        Map<String, String> toMap() {
            var map = new LinkedHashMap<String, String>();
            for (Fact fact : facts) map.merge(fact.name, fact.value, (before, after) -> before + ", " + after);
            return map;
        }
    }

    private static final int MOST = 100;

    private final RequestHandler handler;
    private final HttpServerRequest request;
    private final Secrets secrets = new Secrets();

    DebugFacts(RequestHandler handler) {
        this.handler = handler;
        this.request = handler.request();
        learn();
    }

    /** All that is known to be one; the rest of a page asks it too. */
    Secrets secrets() {
        return secrets;
    }

    List<Section> sections() {
        return List.of(new Section("Request", requestLine()), new Section("Headers", headers()), new Section("Cookies", cookies()),
                new Section("Query", arguments(request::queryArguments)), new Section("Form", arguments(request::bodyArguments)),
                new Section("Captures", captures()), new Section("Settings", settings()));
    }

    /** Before anything is shown, for it may stand in a message, or in the path. */
    private void learn() {
        if (handler.settings().cookieSecrets() instanceof CookieSecrets keys)
            for (byte[] key : keys.all()) secrets.remember(new String(key, StandardCharsets.UTF_8));
        request.headers().forEach((name, value) -> {
            if (!Secrets.isOne(name)) return;
            secrets.remember(value);
            for (String word : value.split("[ ,;]+", MOST)) if (word.length() >= 8) secrets.remember(word);
        });
        request.cookies().values().forEach(secrets::remember);
        arguments(request::queryArguments);
        arguments(request::bodyArguments);
        captures();
        settings();
    }

    private List<Fact> requestLine() {
        var facts = new ArrayList<Fact>();
        facts.add(new Fact("method", secrets.text(request.method())));
        facts.add(new Fact("uri", uri()));
        facts.add(new Fact("version", request.version()));
        facts.add(new Fact("protocol", request.protocol()));
        facts.add(new Fact("host", secrets.text(request.host())));
        facts.add(new Fact("from", request.remoteIp()));
        facts.add(new Fact("handler", handler.getClass().getName()));
        return facts;
    }

    /** Names may be escaped, too: what they are called is seen only when they are not. */
    private String uri() {
        if (request.query().isEmpty()) return secrets.text(request.path());
        var query = new StringBuilder();
        for (String piece : request.query().split("&", MOST)) {
            int end = piece.indexOf('=');
            String name = end < 0 ? piece : piece.substring(0, end);
            boolean hidden = end >= 0 && Secrets.isOne(Escape.urlUnescape(name, true));
            query.append(query.isEmpty() ? "?" : "&").append(hidden ? name + "=" + Secrets.MASK : piece);
        }
        return secrets.text(request.path() + query);
    }

    private List<Fact> headers() {
        var facts = new ArrayList<Fact>();
        request.headers().forEach((name, value) -> {
            if (facts.size() < MOST) facts.add(new Fact(secrets.text(name), secrets.field(name, value)));
        });
        return facts;
    }

    private List<Fact> cookies() {
        return request.cookies().keySet().stream().limit(MOST).map(name -> new Fact(secrets.text(name), Secrets.MASK)).toList();
    }

    private List<Fact> arguments(Supplier<Map<String, List<String>>> source) {
        var facts = new ArrayList<Fact>();
        try {
            source.get().forEach((name, values) -> {
                for (String value : values) if (facts.size() < MOST) facts.add(new Fact(secrets.text(name), secrets.field(name, value)));
            });
        } catch (HttpInputError malformed) {
            facts.add(new Fact("(malformed)", secrets.text(String.valueOf(malformed.getMessage()))));
        }
        return facts;
    }

    private List<Fact> captures() {
        var facts = new ArrayList<Fact>();
        try {
            List<String> names = handler.captureNames();
            List<@Nullable String> values = handler.pathArgs();
            for (int i = 0; i < values.size(); i++) {
                String name = i < names.size() ? names.get(i) : String.valueOf(i);
                if (values.get(i) instanceof String value) facts.add(new Fact(name, secrets.field(name, value)));
            }
        } catch (HttpError malformed) {
            // the headers of the page say which path it was
        }
        return facts;
    }

    private List<Fact> settings() {
        var facts = new TreeMap<String, String>();
        Settings settings = handler.settings();
        settings.all().forEach((name, value) -> facts.put(name, secrets.text(plain(value))));
        settings.values().forEach((name, value) -> facts.put("\"" + name + "\"", secrets.field(name, plain(value))));
        return facts.entrySet().stream().map(fact -> new Fact(fact.getKey(), fact.getValue())).toList();
    }

    /** Of an object of the user nobody knows what its text would give away, nor how long that takes. */
    private static String plain(Object value) {
        return switch (value) {
            case String text -> text;
            case Boolean _, Number _, Enum<?> _, Duration _, Path _, CookieSecrets _ -> value.toString();
            case List<?> list -> list.size() + " × " + (list.isEmpty() ? "nothing" : list.getFirst().getClass().getName());
            default -> value.getClass().getName();
        };
    }
}

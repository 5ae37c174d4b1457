package typhoon.web;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the url of a path: the first that matches, as if they were tried in order; literal ones through a map. */
final class Router {
    /** A url and what it captured, not yet decoded. */
    static final class Match {
        final URLSpec url;
        final @Nullable String[] captured;

        Match(URLSpec url, @Nullable String... captured) {
            this.url = url;
            this.captured = captured;
        }
    }

    private record Numbered(int place, URLSpec url) {}

    private final Map<String, Numbered> literals = new HashMap<>();
    private final List<Numbered> patterns = new ArrayList<>();
    private final Map<String, URLSpec> names = new HashMap<>();

    Router(List<URLSpec> urls) {
        for (int place = 0; place < urls.size(); place++) {
            URLSpec url = urls.get(place);
            if (url.path().literal() instanceof String path) literals.putIfAbsent(path, new Numbered(place, url));
            else patterns.add(new Numbered(place, url));
            URLSpec same = url.name() instanceof String name ? names.put(name, url) : null;
            if (same != null) throw new IllegalArgumentException(same + " and " + url + " have the same name " + url.name());
        }
    }

    @Nullable Match find(String path) {
        Numbered literal = literals.get(path);
        for (Numbered pattern : patterns) {
            if (literal != null && literal.place < pattern.place) break;
            if (pattern.url.path().match(path) instanceof @Nullable String[] captured) return new Match(pattern.url, captured);
        }
        return literal == null ? null : new Match(literal.url);
    }

    @Nullable URLSpec named(String name) {
        return names.get(name);
    }
}

package typhoon.web;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import typhoon.httpserver.HttpServerRequest;

/** Finds where a request goes: to the first url that matches, as if they were tried in order; literal ones through a map. */
final class Router {
    /** A url with its whole pattern, the application it belongs to, and the filters around it, the outermost first. */
    record Endpoint(Application application, URLSpec url, List<Filter> filters) {}

    /** An endpoint and what its url captured, not yet decoded. */
    static final class Match {
        final Endpoint endpoint;
        final @Nullable String[] captured;

        Match(Endpoint endpoint, @Nullable String... captured) {
            this.endpoint = endpoint;
            this.captured = captured;
        }
    }

    /** What routes around a route have in common. */
    private record Common(Application application, String prefix, List<Filter> filters, Circle circle) {
        Common with(Routes routes) {
            return new Common(application, prefix + routes.prefix(), joined(filters, routes.filters()), circle.with(routes));
        }

        Common with(Application nested) {
            if (!prefix.isEmpty())
                throw new IllegalArgumentException("an application cannot be put under " + prefix + ": its urls name whole paths");
            return new Common(nested, "", joined(filters, nested.settings().filters()), circle);
        }
    }

    /** The requests that some routes are for: for these hosts, and with yes to these questions. */
    private record Circle(List<HostPattern> hosts, List<Predicate<HttpServerRequest>> conditions) {
        static final Circle ALL = new Circle(List.of(), List.of());

        Circle with(Routes routes) {
            var host = routes.host() == null ? List.<HostPattern>of() : List.of(routes.host());
            return new Circle(joined(hosts, host), joined(conditions, routes.conditions()));
        }

        boolean isFor(String hostName) {
            for (HostPattern host : hosts) {
                if (!host.matches(hostName)) return false;
            }
            return true;
        }

        boolean takes(HttpServerRequest request) {
            if (conditions.isEmpty()) return true;          // as most are: without an iterator for each request
            for (Predicate<HttpServerRequest> condition : conditions) {
                if (!condition.test(request)) return false;
            }
            return true;
        }
    }

    private static <T> List<T> joined(List<T> outer, List<T> inner) {
        var all = new ArrayList<>(outer);
        all.addAll(inner);
        return List.copyOf(all);
    }

    private record Numbered(int place, Endpoint endpoint) {}

    /** Routes that follow each other and are for the same requests. */
    private static final class Section {
        final Circle circle;
        final Map<String, Numbered> literals = new HashMap<>();
        final List<Numbered> patterns = new ArrayList<>();
        int size;

        Section(Circle circle) {
            this.circle = circle;
        }

        void add(Endpoint endpoint) {
            var numbered = new Numbered(size++, endpoint);
            if (endpoint.url.path().literal() instanceof String path) literals.putIfAbsent(path, numbered);
            else patterns.add(numbered);
        }

        @Nullable Match find(String path) {
            Numbered literal = literals.get(path);
            for (Numbered pattern : patterns) {
                if (literal != null && literal.place < pattern.place) break;
                if (pattern.endpoint.url.path().match(path) instanceof @Nullable String[] captured)
                    return new Match(pattern.endpoint, captured);
            }
            return literal == null ? null : new Match(literal.endpoint);
        }
    }

    private final List<Section> sections = new ArrayList<>();
    private final List<Endpoint> endpoints = new ArrayList<>();
    private final Map<String, URLSpec> names = new HashMap<>();
    private final Map<String, URLSpec> namesOfOthers = new HashMap<>();     // of the applications in this one
    private final @Nullable String defaultHost;

    Router(Application application, List<Route> routes) {
        defaultHost = application.settings().defaultHost();
        addAll(routes, new Common(application, "", application.settings().filters(), Circle.ALL), application);
    }

    private void addAll(List<Route> routes, Common common, Application top) {
        for (Route route : routes) {
            switch (route) {
                case URLSpec url -> add(url.under(common.prefix), common, top);
                case Routes several -> addAll(several.members(), common.with(several), top);
                case Application nested -> addAll(nested.routes(), common.with(nested), top);
            }
        }
    }

    private void add(URLSpec url, Common common, Application top) {
        VerbTable.of(url.newHandler().getClass()).check(url);
        if (sections.isEmpty() || !sections.getLast().circle.equals(common.circle)) sections.add(new Section(common.circle));
        var endpoint = new Endpoint(common.application, url, common.filters);
        endpoints.add(endpoint);
        sections.getLast().add(endpoint);
        if (url.name() instanceof String name) name(name, url, common.application == top);
    }

    /** An application's own names count more than those of the ones that stand in it. */
    private void name(String name, URLSpec url, boolean own) {
        URLSpec same = own ? names.put(name, url) : null;
        if (!own) namesOfOthers.putIfAbsent(name, url);
        if (same != null) throw new IllegalArgumentException(same + " and " + url + " have the same name " + name);
    }

    @Nullable Match find(HttpServerRequest request) {
        String path = request.path();
        String hostName = null;
        for (Section section : sections) {
            if (!section.circle.hosts.isEmpty()) {
                if (hostName == null) hostName = request.hostName();
                if (!section.circle.isFor(hostName)) continue;
            }
            if (section.circle.takes(request) && section.find(path) instanceof Match found) return found;
        }
        return defaultHost == null || request.headers().contains("X-Real-Ip") ? null : findFor(defaultHost, request);
    }

    private @Nullable Match findFor(String hostName, HttpServerRequest request) {
        for (Section section : sections) {
            boolean meant = !section.circle.hosts.isEmpty() && section.circle.isFor(hostName) && section.circle.takes(request);
            if (meant && section.find(request.path()) instanceof Match found) return found;
        }
        return null;
    }

    /** All there are, in order. */
    List<Endpoint> endpoints() {
        return endpoints;
    }

    @Nullable URLSpec named(String name) {
        return names.getOrDefault(name, namesOfOthers.get(name));
    }
}

package typhoon.web;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import typhoon.httpserver.HttpServerRequest;

/**
 * Routes that have something in common: a prefix, a host, a condition, filters. Immutable, each method returns changed ones; they may stand
 * in each other.
 *
 * {@snippet class="typhoon.snippets.RoutingSnippets" region="routes"}
 *
 * <p>Source: Tornado's nested rules and {@code Application.add_handlers}, whose order is kept here as written: host or not, the first route
 * that matches is taken.
 */
public final class Routes implements Route {
    private final List<Route> members;
    private final String prefix;
    private final List<Filter> filters;
    private final @Nullable HostPattern host;
    private final List<Predicate<HttpServerRequest>> conditions;

    private Routes(List<Route> members, String prefix, List<Filter> filters, @Nullable HostPattern host,
            List<Predicate<HttpServerRequest>> conditions) {
        this.members = members;
        this.prefix = prefix;
        this.filters = filters;
        this.host = host;
        this.conditions = conditions;
    }

    /** These routes, in this order. */
    public static Routes routes(Route... members) {
        return new Routes(List.of(members), "", List.of(), null, List.of());
    }

    /**
     * These routes below a path, {@code /admin} for instance: it stands before the pattern of each url. It may have names in braces, as
     * urls have, if no url among them is a regex.
     *
     * @throws IllegalArgumentException if it does not begin with a slash, ends in one or is a regex
     */
    public Routes under(String path) {
        if (!path.startsWith("/") || path.endsWith("/") || PathPattern.isRegex(path))
            throw new IllegalArgumentException("routes are put under a path like /admin or /shops/{shop}, got " + path);
        return new Routes(members, path + prefix, filters, host, conditions);
    }

    /** These routes with a filter around them, outside of which are those that were named before. */
    public Routes filter(Filter filter) {
        return new Routes(members, prefix, with(filters, filter), host, conditions);
    }

    /**
     * These routes for requests to some hosts only: a name, or a regex if one of {@code \ ( ) [ ] * + ? ^ $ |} occurs in it, which must
     * match the whole name, without the port; case does not count. See {@link Settings#defaultHost}.
     *
     * @throws IllegalArgumentException if it is not a pattern, or there is one already
     */
    public Routes host(String pattern) {
        if (host != null) throw new IllegalArgumentException("these routes are for host " + host + " already");
        return new Routes(members, prefix, filters, HostPattern.of(pattern), conditions);
    }

    /**
     * These routes for requests that {@code condition} says yes to, of those whose host is right: by a header, the method, where they come
     * from. For all others the search goes on behind them. It is asked for each request that comes so far and may not wait; what it throws
     * ends the request with a 500. Of several conditions all must say yes.
     *
     * {@snippet class="typhoon.snippets.RoutingSnippets" region="when"}
     *
     * <p>Source: Tornado's {@code routing.Matcher}.
     */
    public Routes when(Predicate<HttpServerRequest> condition) {
        return new Routes(members, prefix, filters, host, with(conditions, condition));
    }

    private static <T> List<T> with(List<T> some, T another) {
        var more = new ArrayList<>(some);
        more.add(another);
        return List.copyOf(more);
    }

    List<Route> members() {
        return members;
    }

    String prefix() {
        return prefix;
    }

    List<Filter> filters() {
        return filters;
    }

    @Nullable HostPattern host() {
        return host;
    }

    List<Predicate<HttpServerRequest>> conditions() {
        return conditions;
    }
}

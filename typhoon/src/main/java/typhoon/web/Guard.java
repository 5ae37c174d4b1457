package typhoon.web;

import java.lang.reflect.Method;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import typhoon.http.Urls;
import typhoon.httpserver.HttpServerRequest;

/** What the annotations of a verb ask for before it is called. */
final class Guard {
    private static final Guard NONE = new Guard(false, null);

    private final boolean authenticated;
    private final @Nullable Boolean slash;          // whether the path shall end in one; null: as it likes

    private Guard(boolean authenticated, @Nullable Boolean slash) {
        this.authenticated = authenticated;
        this.slash = slash;
    }

    /**
     * The guard of {@code method}, whose class may be annotated too.
     *
     * @throws IllegalArgumentException if its annotations contradict each other
     */
    static Guard of(Method method) {
        boolean authenticated = method.isAnnotationPresent(Authenticated.class)
                || method.getDeclaringClass().isAnnotationPresent(Authenticated.class);
        boolean adds = method.isAnnotationPresent(AddSlash.class);
        boolean removes = method.isAnnotationPresent(RemoveSlash.class);
        if (adds && removes) throw new IllegalArgumentException(method + " has both @AddSlash and @RemoveSlash");
        if (!authenticated && !adds && !removes) return NONE;
        return new Guard(authenticated, adds ? Boolean.TRUE : removes ? Boolean.FALSE : null);
    }

    /** Ends the response, or throws, if the verb shall not be called. */
    void check(RequestHandler handler) throws Exception {
        if (slash != null) checkSlash(handler, slash);
        if (authenticated && !handler.response().finished() && handler.currentUser() == null) sendToLogin(handler);
    }

    private static void checkSlash(RequestHandler handler, boolean wanted) {
        HttpServerRequest request = handler.request();
        String path = request.path();
        if (path.endsWith("/") == wanted || path.equals("/")) return;
        if (!isRead(request)) throw new HttpError(404);
        String here = LocationPath.of(path);
        String other = wanted ? here + "/" : withoutSlashes(here);
        handler.redirect(request.query().isEmpty() ? other : other + "?" + LocationPath.escaped(request.query()), 301);
    }

    private static String withoutSlashes(String path) {
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') end--;
        return path.substring(0, end);
    }

    private static void sendToLogin(RequestHandler handler) {
        HttpServerRequest request = handler.request();
        if (!isRead(request)) throw new HttpError(403);
        String url = handler.getLoginUrl();
        boolean elsewhere = url.contains("://");
        String next = LocationPath.escaped(elsewhere ? request.fullUrl() : request.uri());
        handler.redirect(url.contains("?") ? url : Urls.concat(url, Map.of("next", next)));
    }

    private static boolean isRead(HttpServerRequest request) {
        return request.method().equals("GET") || request.method().equals("HEAD");
    }
}

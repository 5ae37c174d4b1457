package typhoon.web;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import typhoon.http.Cookie;
import typhoon.http.HttpHeaders;
import typhoon.http.Urls;
import typhoon.httpserver.HttpServerRequest;

/**
 * Tells requests of our own pages from those that another site has made a browser send: by a token, and by what browsers say themselves.
 */
final class Xsrf {
    private static final Duration LIFE_OF_A_USERS = Duration.ofDays(30);

    private Xsrf() {}

    /** The token of this client as text; a client without one gets a cookie. */
    static String token(RequestHandler handler) throws Exception {
        Settings settings = handler.settings();
        XsrfToken token = XsrfToken.read(handler.getCookie(settings.xsrfCookieName()));
        if (token != null) return token.text(settings.xsrfCookieVersion());
        String text = XsrfToken.create(Instant.now().getEpochSecond()).text(settings.xsrfCookieVersion());
        handler.setCookie(cookie(handler, text));
        return text;
    }

    /** Refuses what is not known to come from a page of ours. */
    static void check(RequestHandler handler) {
        HttpServerRequest request = handler.request();
        if (!handler.settings().xsrfCookies() || isSafe(request.method())) return;
        checkSite(request, handler.settings());
        XsrfToken cookie = XsrfToken.read(handler.getCookie(handler.settings().xsrfCookieName()));
        String sent = sent(handler);
        if (sent == null) throw refused("'_xsrf' argument missing from " + request.method());
        XsrfToken token = XsrfToken.read(sent);
        if (token == null || token.token().length == 0) throw refused("'_xsrf' argument has invalid format");
        if (cookie == null || !token.matches(cookie)) throw refused("XSRF cookie does not match " + request.method() + " argument");
    }

    /** What the browser says of where a request comes from; those that say nothing have the token to show. */
    private static void checkSite(HttpServerRequest request, Settings settings) {
        String origin = request.headers().get("Origin");
        if (origin != null && settings.xsrfOrigins().contains(origin)) return;
        if ("cross-site".equals(request.headers().get("Sec-Fetch-Site"))) throw refused("Sec-Fetch-Site is cross-site");
        if (origin != null && !Urls.isSameHost(origin, request.host())) throw refused("Origin is another site");
    }

    private static @Nullable String sent(RequestHandler handler) {
        String argument = Arguments.find(handler, "_xsrf");
        if (argument != null && !argument.isEmpty()) return argument;
        HttpHeaders headers = handler.request().headers();
        String header = headers.get("X-Xsrftoken", "");
        if (header.isEmpty()) header = headers.get("X-Csrftoken", "");
        return header.isEmpty() ? null : header;
    }

    private static Cookie cookie(RequestHandler handler, String text) throws Exception {
        Cookie cookie = handler.settings().xsrfCookie().apply(Cookie.of(handler.settings().xsrfCookieName(), text));
        boolean ends = cookie.expires() != null || cookie.maxAge() != null;
        return ends || handler.currentUser() == null ? cookie : cookie.expires(Instant.now().plus(LIFE_OF_A_USERS));
    }

    private static boolean isSafe(String method) {
        return method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS");
    }

    private static HttpError refused(String why) {
        return new HttpError(403, why).detail(why);
    }
}

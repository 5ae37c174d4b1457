package typhoon.web;

import java.util.AbstractMap.SimpleEntry;
import java.util.ArrayList;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import typhoon.http.Urls;

/**
 * Sends GET elsewhere, for good unless it is said otherwise: {@code url("/photo/{id}", () -> new RedirectHandler("/photos/{id}"))}.
 *
 * {@snippet class="typhoon.snippets.StaticSnippets" region="redirect"}
 *
 * <p>The url may have fields for what the pattern captures: {@code {}} for one after another, {@code {0}}, or {@code {name}}; braces of
 * its own are doubled. What was captured goes in as the client sent it, escapes too. Arguments of the query are appended. A url that
 * begins with a slash leads to this host, whatever was captured: if it would not, the answer is 403. Other methods are a 405, HEAD too.
 * Source: Tornado's {@code web.RedirectHandler}.
 */
@Operation(hidden = true)
public class RedirectHandler extends RequestHandler {
    private final UrlTemplate url;
    private final boolean permanent;

    /** Sends to {@code url} for good (301). */
    public RedirectHandler(String url) {
        this(url, true);
    }

    /**
     * Sends to {@code url} for good (301), or for this time (302).
     *
     * @throws IllegalArgumentException if its braces are wrong
     */
    public RedirectHandler(String url, boolean permanent) {
        this.url = UrlTemplate.of(url);
        this.permanent = permanent;
    }

    /** Redirects. */
    public void get(@Nullable String... captured) {
        String to = url.fill(captureNames(), captured());
        // a browser takes // or /\ at the beginning for another host, and a backslash for a slash
        if (url.isLocal() && !to.matches("/(?![/\\\\]).*")) throw new HttpError(403);
        var arguments = new ArrayList<Map.Entry<String, String>>();
        request().queryArguments().forEach((name, values) -> values.forEach(value -> arguments.add(new SimpleEntry<>(name, value))));
        redirect(Urls.concat(to.replace("\\", "%5C"), arguments), permanent ? 301 : 302);
    }
}

package typhoon.openid;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a provider is asked: by the JDK's client today, by Typhoon's own when there is one. Waits, and never follows a redirect. */
interface Http {
    /** A whole answer. */
    record Reply(int status, byte[] body) {}

    /**
     * Gets {@code url}, or posts a form to it.
     *
     * @throws AuthError 502 if no answer came, none in time, or one that is too long
     */
    Reply send(String url, Map<String, String> headers, @Nullable String form);
}

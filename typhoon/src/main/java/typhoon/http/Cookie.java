package typhoon.http;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A cookie to be set, with its attributes; those that are null or false are left out. Make one with {@link #of} and change what differs:
 *
 * {@snippet class="typhoon.snippets.HttpSnippets" region="cookie"}
 *
 * <p>Everything is checked when the record is made: a name that is no token or that means an attribute, a value with blanks, controls or
 * characters above U+00FF, a {@code ;} in domain, path or SameSite are {@link IllegalArgumentException}s. Tornado:
 * {@code RequestHandler.set_cookie}; unlike there a maxAge of zero is sent.
 *
 * @param name its name
 * @param value what the client will send back; put into quotes where the syntax asks for it
 * @param domain the domain whose hosts see it; null: this host only
 * @param path the paths that see it
 * @param expires when it ends; null together with maxAge: when the browser closes
 * @param maxAge how long it lives, in whole seconds; stronger than expires
 * @param httpOnly whether scripts are kept from it
 * @param secure whether it is sent over TLS only
 * @param sameSite Lax, Strict or None
 */
public record Cookie(String name, String value, @Nullable String domain, @Nullable String path, @Nullable Instant expires,
        @Nullable Duration maxAge, boolean httpOnly, boolean secure, @Nullable String sameSite) {
    private static final Set<String> RESERVED =
            Set.of("expires", "path", "comment", "domain", "max-age", "secure", "httponly", "version", "samesite");

    /** Checks every part. */
    public Cookie {
        if (!isName(name)) throw new IllegalArgumentException("not a name for a cookie: " + Tokens.quoted(name));
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) <= ' ' || value.charAt(i) > 0xFF)
                throw new IllegalArgumentException("cookie " + name + " cannot have the value " + Tokens.quoted(value)
                        + ": no blanks, no controls and no characters above U+00FF are allowed");
        }
        checkAttribute(name, "domain", domain);
        checkAttribute(name, "path", path);
        checkAttribute(name, "sameSite", sameSite);
    }

    /** A cookie for this host, all paths, until the browser closes. */
    public static Cookie of(String name, String value) {
        return new Cookie(name, value, null, "/", null, null, false, false, null);
    }

    /** A cookie that makes the client forget the one of that name, path and domain. */
    public static Cookie expired(String name) {
        return of(name, "").expires(Instant.EPOCH);
    }

    /** This cookie for another domain. */
    public Cookie domain(@Nullable String domain) {
        return new Cookie(name, value, domain, path, expires, maxAge, httpOnly, secure, sameSite);
    }

    /** This cookie for other paths. */
    public Cookie path(@Nullable String path) {
        return new Cookie(name, value, domain, path, expires, maxAge, httpOnly, secure, sameSite);
    }

    /** This cookie with another end. */
    public Cookie expires(@Nullable Instant expires) {
        return new Cookie(name, value, domain, path, expires, maxAge, httpOnly, secure, sameSite);
    }

    /** This cookie with another life. */
    public Cookie maxAge(@Nullable Duration maxAge) {
        return new Cookie(name, value, domain, path, expires, maxAge, httpOnly, secure, sameSite);
    }

    /** This cookie, hidden from scripts or not. */
    public Cookie httpOnly(boolean httpOnly) {
        return new Cookie(name, value, domain, path, expires, maxAge, httpOnly, secure, sameSite);
    }

    /** This cookie, over TLS only or not. */
    public Cookie secure(boolean secure) {
        return new Cookie(name, value, domain, path, expires, maxAge, httpOnly, secure, sameSite);
    }

    /** This cookie with another SameSite. */
    public Cookie sameSite(@Nullable String sameSite) {
        return new Cookie(name, value, domain, path, expires, maxAge, httpOnly, secure, sameSite);
    }

    /** The value of its Set-Cookie line, the attributes in the order of their names. */
    public String toHeader() {
        var line = new StringBuilder(name).append('=').append(Cookies.quote(value));
        if (domain != null) line.append("; Domain=").append(domain);
        if (expires != null) line.append("; expires=").append(HttpDate.format(expires));
        if (httpOnly) line.append("; HttpOnly");
        if (maxAge != null) line.append("; Max-Age=").append(maxAge.toSeconds());
        if (path != null) line.append("; Path=").append(path);
        if (sameSite != null) line.append("; SameSite=").append(sameSite);
        if (secure) line.append("; Secure");
        return line.toString();
    }

    static boolean isName(String name) {
        if (name.isEmpty() || RESERVED.contains(name.toLowerCase(Locale.ROOT))) return false;
        for (int i = 0; i < name.length(); i++) {
            if (!Cookies.isLegal(name.charAt(i))) return false;
        }
        return true;
    }

    private static void checkAttribute(String cookie, String attribute, @Nullable String value) {
        if (value == null) return;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c <= ' ' || c == ';' || c >= 0x7F)
                throw new IllegalArgumentException("cookie " + cookie + " cannot have the " + attribute + " " + Tokens.quoted(value)
                        + ": no blanks, no controls, no semicolon and nothing beyond ASCII is allowed");
        }
    }
}

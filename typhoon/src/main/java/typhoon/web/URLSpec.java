package typhoon.web;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A pattern and what makes a handler for each request that it matches: {@code url("/users/{id}", UserHandler::new).named("user")}.
 *
 * {@snippet class="typhoon.snippets.WebSnippets" region="urls"}
 *
 * <p>The pattern is matched against the whole path as the client sent it, without the query and before percent-decoding. It is one of two
 * kinds: <ul> <li>plain text with names in braces, each of which captures one or more characters other than a slash: {@code
 * /users/{id}/photos/{photo}}; <li>a {@linkplain java.util.regex.Pattern regular expression}, if one of {@code \ ( ) [ ] * + ? ^ $ |}
 * occurs in it, with groups that are all named or all not: {@code /users/(\d+)}.
 * </ul>
 *
 * <p>What was captured is percent-decoded as UTF-8 (a {@code +} stays; bad UTF-8 is a 400) and passed to the verb in order, as the type of
 * its parameter: {@code String}, {@code int}, {@code long} or their boxes, {@code UUID}, or an enum by the exact name of its constant. What
 * cannot be read as that type is a 404. A group that did not take part in the match is null. A verb with one {@code String...} parameter
 * takes any number of captures.
 *
 * <p>A regex that tries too many ways to match a path, {@code (a+)+} for instance, is given up after some 200,000 looks at it, which is a
 * line in the log, and counts as one that does not match.
 *
 * <p>The factory makes a fresh handler for each request, and one more when the application is built, to see its verbs: constructors may
 * only store. Source: Tornado's {@code web.url}, {@code routing.URLSpec}; there a pattern may also match a prefix, here it never does.
 */
public final class URLSpec implements Route {
    private final PathPattern pattern;
    private final Supplier<? extends RequestHandler> factory;
    private final @Nullable String name;

    private URLSpec(PathPattern pattern, Supplier<? extends RequestHandler> factory, @Nullable String name) {
        this.pattern = pattern;
        this.factory = factory;
        this.name = name;
    }

    /**
     * Requests that match {@code pattern} go to what {@code factory} makes.
     *
     * @throws IllegalArgumentException if the pattern is none; the message says what is wrong with it
     */
    public static URLSpec url(String pattern, Supplier<? extends RequestHandler> factory) {
        return new URLSpec(PathPattern.of(pattern), factory, null);
    }

    /**
     * This url with a name for {@link Application#reverseUrl}.
     *
     * @throws IllegalArgumentException if no url can be made from its pattern
     */
    public URLSpec named(String name) {
        pattern.checkReversible();
        return new URLSpec(pattern, factory, name);
    }

    /** The pattern as it was given. */
    public String pattern() {
        return pattern.toString();
    }

    /** The name, if it has one. */
    public @Nullable String name() {
        return name;
    }

    /** What makes the handlers: as it was given, with all that it carries along. */
    public Supplier<? extends RequestHandler> factory() {
        return factory;
    }

    /**
     * The path with {@code args}, percent-encoded, in place of what is captured; {@link Application#reverseUrl} finds the url by its name.
     *
     * @throws IllegalArgumentException if no url can be made from the pattern, the number of arguments is another, or the pattern would
     *     not match the outcome
     */
    public String reverse(Object... args) {
        return pattern.reverse(args);
    }

    /** This url below a path. */
    URLSpec under(String path) {
        return path.isEmpty() ? this : new URLSpec(pattern.under(path), factory, name);
    }

    PathPattern path() {
        return pattern;
    }

    RequestHandler newHandler() {
        RequestHandler handler = factory.get();
        if (handler == null) throw new IllegalStateException("the factory of url " + pattern + " returned null");
        return handler;
    }

    /** {@code url /users/{id}}. */
    @Override
    public String toString() {
        return "url " + pattern;
    }
}

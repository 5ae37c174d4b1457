package typhoon.web;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What an application can be told; immutable, each method returns changed ones: {@code new Settings().debug(true).with("db", database)}.
 * Limits and waits of the connection are {@link typhoon.httpserver.ServerOptions}. Source: Tornado's settings dictionary.
 *
 * {@snippet class="typhoon.snippets.WebSnippets" region="settings"}
 */
public final class Settings {
    private boolean debug;
    private boolean autoreload;
    private boolean accessLog = true;
    private @Nullable Supplier<? extends RequestHandler> defaultHandler;
    private Map<String, Object> values = Map.of();

    /** Settings as they come. */
    public Settings() {}

    /** Shows stack traces to the client: for your desk, not for the world. Off by default. */
    public Settings debug(boolean debug) {
        return with(s -> s.debug = debug);
    }

    /**
     * Restarts the program when one of its files changes, see {@link typhoon.autoreload.Autoreload}: the first application that is made
     * with it runs the program in a JVM of its own, if nothing else has done so yet. Off by default; unlike in Tornado, {@link #debug}
     * leaves it off.
     */
    public Settings autoreload(boolean autoreload) {
        return with(s -> s.autoreload = autoreload);
    }

    /** Whether each request is a line on {@code typhoon.access}. On by default. */
    public Settings accessLog(boolean accessLog) {
        return with(s -> s.accessLog = accessLog);
    }

    /** What answers when no url matches; by default a handler that says 404. Source: Tornado's {@code default_handler_class}. */
    public Settings defaultHandler(Supplier<? extends RequestHandler> defaultHandler) {
        return with(s -> s.defaultHandler = defaultHandler);
    }

    /** A value of your own, for handlers to {@link #get}. */
    public Settings with(String name, Object value) {
        return with(s -> {
            s.values = new HashMap<>(values);
            s.values.put(name, value);
        });
    }

    /** Whether stack traces go to the client. */
    public boolean debug() {
        return debug;
    }

    /** Whether the program is restarted when one of its files changes. */
    public boolean autoreload() {
        return autoreload;
    }

    /** Whether requests are logged. */
    public boolean accessLog() {
        return accessLog;
    }

    /** What answers when no url matches, unless it is the one it comes with. */
    public @Nullable Supplier<? extends RequestHandler> defaultHandler() {
        return defaultHandler;
    }

    /** Whether there is a value of your own of that name. */
    public boolean has(String name) {
        return values.containsKey(name);
    }

    /**
     * A value of your own.
     *
     * @throws IllegalArgumentException if there is none of that name, or it is not a {@code type}; the message lists the names there are
     */
    public <T> T get(String name, Class<T> type) {
        Object value = values.get(name);
        if (type.isInstance(value)) return type.cast(value);
        throw new IllegalArgumentException(value == null ? "no setting " + name + ", only " + values.keySet().stream().sorted().toList()
                : "setting " + name + " is a " + value.getClass().getTypeName() + ", not a " + type.getTypeName());
    }

    private Settings with(Consumer<Settings> change) {
        var changed = new Settings();
        changed.debug = debug;
        changed.autoreload = autoreload;
        changed.accessLog = accessLog;
        changed.defaultHandler = defaultHandler;
        changed.values = values;
        change.accept(changed);
        return changed;
    }
}

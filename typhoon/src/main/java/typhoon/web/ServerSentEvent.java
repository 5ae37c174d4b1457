package typhoon.web;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import typhoon.escape.Escape;

/**
 * One event of an {@link EventStream}: data, and what goes with it. Immutable, each method returns a changed one.
 *
 * {@snippet class="typhoon.snippets.EventSnippets" region="event"}
 *
 * <p>Data may have any lines, ended by CR LF, CR or LF: the page gets them with LF. Id and type are one line, so that what a user has
 * written cannot become an event of its own. Source: the HTML standard, section 9.2.6.
 */
public final class ServerSentEvent {
    private final @Nullable String data;
    private final @Nullable String id;
    private final @Nullable String event;
    private final @Nullable Duration retry;

    private ServerSentEvent(@Nullable String data, @Nullable String id, @Nullable String event, @Nullable Duration retry) {
        this.data = data;
        this.id = id;
        this.event = event;
        this.retry = retry;
    }

    /** An event with this text; it may be empty. */
    public static ServerSentEvent of(String data) {
        return new ServerSentEvent(data, null, null, null);
    }

    /** An event with {@code value} as JSON: see {@link Escape#jsonEncode}. */
    public static ServerSentEvent json(Object value) {
        return of(Escape.jsonEncode(value));
    }

    /** No event for the page, only a new {@link #id} or {@link #retry} for its browser. */
    public static ServerSentEvent withoutData() {
        return new ServerSentEvent(null, null, null, null);
    }

    /**
     * What the browser says in {@code Last-Event-ID} when it comes back after this event; an empty one makes it forget that.
     *
     * @throws IllegalArgumentException if there is a line end or a NUL in it
     */
    public ServerSentEvent id(String id) {
        return new ServerSentEvent(data, checked("id", id), event, retry);
    }

    /**
     * The type by which the page listens for it: {@code source.addEventListener("joined", …)}. Without one it is {@code message}.
     *
     * @throws IllegalArgumentException if there is a line end or a NUL in it
     */
    public ServerSentEvent event(String type) {
        return new ServerSentEvent(data, id, checked("event", type), retry);
    }

    /**
     * How long the browser shall wait before it comes back when this connection has ended, in whole milliseconds; some three seconds until
     * told.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public ServerSentEvent retry(Duration wait) {
        if (wait.isNegative()) throw new IllegalArgumentException("a wait is not negative: " + wait);
        return new ServerSentEvent(data, id, event, wait);
    }

    byte[] bytes() {
        var text = new StringBuilder();
        if (event != null) text.append("event: ").append(event).append('\n');
        if (id != null) text.append("id: ").append(id).append('\n');
        if (retry != null) text.append("retry: ").append(retry.toMillis()).append('\n');
        if (data != null) {
            for (String line : lines(data)) text.append("data: ").append(line).append('\n');
        }
        return Escape.utf8(text.append('\n').toString());
    }

    /** As a browser sees them; the last may be empty, and counts. */
    private static List<String> lines(String data) {
        return Arrays.asList(data.split("\r\n|\r|\n", -1));
    }

    private static String checked(String field, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\r' && c != '\n' && c != 0) continue;
            throw new IllegalArgumentException(String.format("the %s of an event is one line, but has a U+%04X at %d", field, (int) c, i));
        }
        return text;
    }
}

package typhoon.escape;

import org.jspecify.annotations.Nullable;

/**
 * JSON text that cannot be read as what was asked for. The message says where and why, and is fit to be shown to whoever sent the text:
 * {@code JSON decode error at $.age, line 3, column 12: expected int, got 7.9}.
 *
 * {@snippet class="typhoon.snippets.EscapeSnippets" region="refused"}
 *
 * <p>Of the text itself it shows names and values only, each cut after 40 characters, the path and Jackson's own words after 200, with
 * control characters escaped: one line, however large the text. {@code RequestHandler.json} makes it a 400. Source: Python's {@code
 * json.JSONDecodeError}.
 */
public final class JsonDecodeError extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String path;
    private final int line;
    private final int column;

    JsonDecodeError(String path, int line, int column, String problem, @Nullable Throwable cause) {
        super("JSON decode error at " + path + ", line " + line + ", column " + column + ": " + problem, cause);
        this.path = path;
        this.line = line;
        this.column = column;
    }

    /** Where in the value: {@code $} is the whole, {@code $.user.emails[1]} a part. */
    public String path() {
        return path;
    }

    /** Line of the text, from 1. */
    public int line() {
        return line;
    }

    /** Column within the line in UTF-16 characters, from 1. */
    public int column() {
        return column;
    }
}

package typhoon.web;

/**
 * A required argument is absent: a 400 whose body names it. Source: Tornado's {@code web.MissingArgumentError}.
 *
 * {@snippet class="typhoon.snippets.WebSnippets" region="missing"}
 */
public final class MissingArgumentError extends HttpError {
    private static final long serialVersionUID = 1;

    private final String argName;

    MissingArgumentError(String argName) {
        super(400);
        this.argName = argName;
        detail("missing argument " + argName);
    }

    /** The argument's name. */
    public String argName() {
        return argName;
    }
}

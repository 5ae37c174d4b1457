package typhoon.options;

/**
 * An option that cannot be, in one line for whoever started the program. Source: Tornado's {@code options.Error}.
 *
 * {@snippet class="typhoon.snippets.OptionsSnippets" region="mistake"}
 */
public final class OptionsError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** An error in one line that says what was expected and what came; for callbacks of {@link OptionParser#addParseCallback} too. */
    public OptionsError(String message) {
        super(message);
    }
}

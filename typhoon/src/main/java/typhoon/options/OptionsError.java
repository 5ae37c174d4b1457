package typhoon.options;

import typhoon.netty.LogText;

/**
 * An option that cannot be, in one line for whoever started the program. Source: Tornado's {@code options.Error}.
 *
 * {@snippet class="typhoon.snippets.OptionsSnippets" region="mistake"}
 */
public final class OptionsError extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 200;

    /** An error in one line that says what was expected and what came; for callbacks of {@link OptionParser#addParseCallback} too. */
    public OptionsError(String message) {
        super(message);
    }

    /** Text of a command line or a file as a message shows it: what it says to a terminal is not obeyed, and it fills no screen. */
    static String shown(String text) {
        return LogText.line(text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…");
    }
}

package typhoon.web;

import static typhoon.web.URLSpec.url;

import jakarta.validation.constraints.Size;

/** What {@link ConstraintsTest} runs without the libraries that check constraints. */
public final class ConstraintsProgram {
    record Checked(@Size(max = 3) String name) {}

    record Unchecked(String name) {}

    static class CheckedHandler extends RequestHandler {
        public void post(Checked checked) {}
    }

    static class UncheckedHandler extends RequestHandler {
        public void post(Unchecked unchecked) {}
    }

    private ConstraintsProgram() {}

    /** What making an application of it says. */
    public static String checked() {
        return said(url("/", CheckedHandler::new));
    }

    /** What making an application of one without constraints says: nothing. */
    public static String unchecked() {
        return said(url("/", UncheckedHandler::new));
    }

    private static String said(URLSpec url) {
        try {
            new Application(url);
            return "";
        } catch (IllegalArgumentException refused) {
            return String.valueOf(refused.getMessage());
        }
    }
}

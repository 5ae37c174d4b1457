package typhoon.examples.blog;

import org.jspecify.annotations.Nullable;

/** What somebody wants to publish. */
record Draft(String title, String body) {
    private static final int LONGEST_TITLE = 200;
    private static final int LONGEST_BODY = 20_000;

    Draft {
        title = title.strip();
        body = body.strip().replace("\r\n", "\n");
    }

    /** Why it cannot be published; null if it can. */
    @Nullable String problem() {
        if (title.isEmpty()) return "A post needs a title.";
        if (title.length() > LONGEST_TITLE) return "A title has at most " + LONGEST_TITLE + " characters.";
        if (body.isEmpty()) return "A post needs some text.";
        return body.length() > LONGEST_BODY ? "A post has at most " + LONGEST_BODY + " characters." : null;
    }
}

package typhoon.examples.blog;

import java.util.List;
import java.util.stream.Collectors;
import typhoon.escape.Escape;

/** Text that may stand in a page as it is. Whatever else stands in one goes through {@link #of}, which escapes it. */
record Html(String text) {
    /** {@code pattern} with a value in place of each {@code {}}: escaped, unless it is HTML already. */
    static Html of(String pattern, Object... values) {
        var page = new StringBuilder(pattern.length() + 64);
        int from = 0;
        for (Object value : values) {
            int hole = pattern.indexOf("{}", from);
            if (hole < 0) throw new IllegalArgumentException("more values than {} in " + pattern);
            page.append(pattern, from, hole).append(value instanceof Html html ? html.text : Escape.xhtmlEscape(String.valueOf(value)));
            from = hole + 2;
        }
        if (pattern.indexOf("{}", from) >= 0) throw new IllegalArgumentException("fewer values than {} in " + pattern);
        return new Html(page.append(pattern, from, pattern.length()).toString());
    }

    /** One after another. */
    static Html all(List<Html> parts) {
        return new Html(parts.stream().map(Html::text).collect(Collectors.joining()));
    }
}

package typhoon.escape;

/**
 * Finds the links in text that was escaped for HTML, in linear time whatever the text: a regex that does it recurses for each character
 * and looks at a long run again from each of its beginnings.
 *
 * <p>A link is a protocol with its colon and one to three slashes, or {@code www.}, and then pieces: a run without blanks, ampersands and
 * parentheses (those that stand for ampersands and quotes may be in it) up to its last character that is no punctuation, or such a run in
 * parentheses. So a full stop behind a link is none of it, and the parentheses of an encyclopedia are.
 */
final class LinkFinder {
    private static final String NO_END = "!\"#$%&'()*+,.:;<=>?@[]^`{|}~";
    private static final int SHORT = 30;
    private static final int SHORTEST = SHORT * 3 / 2;
    private static final int MOST_SLASHES = 3;

    private final String text;
    private final Linkify how;
    private final StringBuilder html;
    private int noProtocolBefore;           // no protocol begins before: the word was looked at to its end

    private LinkFinder(String escaped, Linkify how) {
        this.text = escaped;
        this.how = how;
        this.html = new StringBuilder(escaped.length() + 64);
    }

    static String linkify(String escaped, Linkify how) {
        return new LinkFinder(escaped, how).linkify();
    }

    private String linkify() {
        int copied = 0;
        for (int at = 0; at < text.length();) {
            int end = isWord(at) && !isWord(at - 1) ? linkAt(at) : at;
            if (end > at) {
                html.append(text, copied, at).append(link(text.substring(at, end)));
                copied = end;
            }
            at = Math.max(end, at + 1);
        }
        return html.append(text, copied, text.length()).toString();
    }

    /** The end of the link that begins at {@code at}; {@code at} if none does. */
    private int linkAt(int at) {
        int end = protocolEnd(at);
        if (end > 0) {
            int colon = text.indexOf(':', at);
            int pieces = pieces(end);
            if (pieces > end) return pieces;
            return end > colon + 2 ? end : at;      // slashes that nothing follows: the last of them is what follows the others
        }
        if (!text.startsWith("www.", at)) return at;
        int pieces = pieces(at + 4);
        return pieces > at + 4 ? pieces : at;
    }

    /** The end of {@code protocol://}, or 0. */
    private int protocolEnd(int at) {
        if (at < noProtocolBefore) return 0;
        int colon = at;
        while (isWord(colon) || colon < text.length() && text.charAt(colon) == '-') colon++;
        noProtocolBefore = colon;
        if (!text.startsWith(":/", colon)) return 0;
        int end = colon + 1;
        while (end - colon <= MOST_SLASHES && text.startsWith("/", end)) end++;
        return end;
    }

    /** The end of all pieces that begin at {@code from}. */
    private int pieces(int from) {
        int end = from;
        while (true) {
            int run = run(end);
            int last = lastEnd(end, run);
            if (last < run) return last;
            end = last;
            int close = end < text.length() && text.charAt(end) == '(' ? run(end + 1) : text.length();
            if (!text.startsWith(")", close)) return end;
            end = close + 1;
        }
    }

    /** Behind the run without blanks, ampersands and parentheses that begins at {@code from}. */
    private int run(int from) {
        int at = from;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (text.startsWith("&amp;", at)) at += 5;
            else if (text.startsWith("&quot;", at)) at += 6;
            else if (c == '&' || c == '(' || c == ')' || isSpace(c)) break;
            else at++;
        }
        return at;
    }

    /** Behind the last character of a run that may be the last of a link; {@code from} if there is none. */
    private int lastEnd(int from, int to) {
        int at = to;
        while (at > from && NO_END.indexOf(text.charAt(at - 1)) >= 0) at = text.startsWith("&amp;", at - 5) ? at - 5
                : text.startsWith("&quot;", at - 6) ? at - 6 : at - 1;
        return Math.max(at, from);
    }

    private String link(String url) {
        int colon = url.startsWith("www.") ? -1 : url.indexOf(":/");
        String protocol = colon < 0 ? "" : url.substring(0, colon);
        if (!how.permits(protocol)) return url;
        String href = colon < 0 ? "http://" + url : url;
        String shown = how.shortens() && url.length() > SHORT ? shortened(url, colon) : url;
        String title = shown.equals(url) ? "" : " title=\"" + href + "\"";
        return "<a href=\"" + href + "\"" + how.params(href) + title + ">" + shown + "</a>";
    }

    /** Host and the beginning of the path; the url itself where that would not be shorter. */
    private static String shortened(String url, int colon) {
        int host = colon < 0 ? 0 : colon + 1;
        while (colon >= 0 && host - colon <= MOST_SLASHES && url.startsWith("/", host)) host++;
        int slash = url.indexOf('/', host);
        String clipped = url;
        if (slash >= 0) {
            String path = before('/', url.substring(slash + 1));
            path = path.substring(0, Math.min(8, path.length()));
            clipped = url.substring(0, slash + 1) + before('.', before('?', path));
        }
        if (clipped.length() > SHORTEST) clipped = clipped.substring(0, SHORT);
        if (clipped.equals(url)) return url;
        int and = clipped.lastIndexOf('&');
        if (and > SHORT - 5) clipped = clipped.substring(0, and);       // no half of an entity
        return clipped.length() + 3 >= url.length() ? url : clipped + "...";
    }

    private static String before(char end, String text) {
        int at = text.indexOf(end);
        return at < 0 ? text : text.substring(0, at);
    }

    private boolean isWord(int at) {
        if (at < 0 || at >= text.length()) return false;
        char c = text.charAt(at);
        return Character.isLetterOrDigit(c) || c == '_';
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
    }
}

package typhoon.web;

import java.util.Base64;
import java.util.List;
import typhoon.escape.Escape;
import typhoon.web.DebugReport.Cause;
import typhoon.web.DebugReport.Frame;
import typhoon.web.DebugReport.Waiting;

/**
 * A {@link DebugReport} as a page, or as plain text. All text is escaped, nothing in it can run, and when it gets too long it says so and
 * ends.
 */
final class DebugPage {
    private static final int LONGEST = 512 * 1024;
    private static final String STYLE = """
            body{font:14px/1.5 system-ui,sans-serif;margin:0;color:#222;background:#fff}
            header{background:#7a1f1f;color:#fff;padding:1rem 1.5rem}
            h1{font-size:1.2rem;margin:0;overflow-wrap:anywhere;white-space:pre-wrap}
            h2{font-size:1rem;margin:1.5rem 0 .5rem}
            main{padding:0 1.5rem 2rem}
            code,pre,td{font:12px/1.5 ui-monospace,monospace}
            pre{background:#f5f5f2;padding:.5rem;overflow-x:auto;margin:.25rem 0}
            pre b{background:#ffe0d0;display:inline-block;min-width:100%}
            td{vertical-align:top;padding:.1rem 1rem .1rem 0;overflow-wrap:anywhere}
            li{list-style:none}ul{padding:0}summary{cursor:pointer}
            @media(prefers-color-scheme:dark){body{color:#ddd;background:#1c1c1c}pre{background:#2a2a2a}pre b{background:#5a2d20}}
            """;

    private final StringBuilder page = new StringBuilder();

    private DebugPage() {}

    /** Sends it as HTML. */
    static void write(RequestHandler handler, int status, DebugReport report) {
        String nonce = Base64.getEncoder().encodeToString(RandomBytes.of(16));
        handler.setHeader("Content-Type", "text/html; charset=UTF-8");
        handler.setHeader(ResponseState.CSP, "default-src 'none'; style-src 'nonce-" + nonce
                + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        handler.write(new DebugPage().html(status + ": " + handler.response().reason(), nonce, report));
    }

    private String html(String status, String nonce, DebugReport report) {
        raw("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>").text(status).raw("</title><style nonce=\"").raw(nonce)
                .raw("\">").raw(STYLE).raw("</style></head><body><header><h1>").text(report.title()).raw("</h1>").text(status)
                .raw("</header><main>");
        boolean first = true;
        for (Cause cause : report.causes()) {
            if (!first) raw("<h2>Caused by: ").text(cause.text()).raw("</h2>");
            first = false;
            raw("<ul>");
            for (Frame frame : cause.frames()) frame(frame);
            raw("</ul>");
        }
        for (DebugFacts.Section section : report.sections()) section(section);
        raw("<h2>Coroutines of this loop: ").text(String.valueOf(report.coroutineCount())).raw("</h2>");
        for (Waiting waiting : report.coroutines()) {
            raw("<details><summary>").text(waiting.task()).raw(" — ").text(waiting.waits()).raw("</summary><pre>")
                    .text(String.join("\n", waiting.stack())).raw("</pre></details>");
        }
        if (isFull()) page.append("<p>… and more, which is left out.</p>");
        page.append("</main></body></html>");
        return page.toString();
    }

    private void frame(Frame frame) {
        if (isFull()) return;
        page.append("<li><code>").append(Escape.xhtmlEscape(frame.text())).append("</code>");
        if (frame.excerpt() instanceof Sources.Excerpt excerpt) {
            page.append("<pre>");
            for (String line : DebugReport.numberedLines(excerpt)) {
                String escaped = Escape.xhtmlEscape(line);
                page.append(line.startsWith(">") ? "<b>" + escaped + "</b>" : escaped).append('\n');
            }
            page.append("</pre>");
        }
        page.append("</li>");
    }

    private void section(DebugFacts.Section section) {
        if (section.facts().isEmpty()) return;
        raw("<h2>").text(section.title()).raw("</h2><table>");
        for (DebugFacts.Fact fact : section.facts()) {
            if (!isFull()) raw("<tr><td>").text(fact.name()).raw("</td><td>").text(fact.value()).raw("</td></tr>");
        }
        raw("</table>");
    }

    private boolean isFull() {
        return page.length() > LONGEST;
    }

    private DebugPage raw(String html) {
        page.append(html);
        return this;
    }

    private DebugPage text(String text) {
        if (!isFull()) page.append(Escape.xhtmlEscape(text));
        return this;
    }

    // ---- plain

    /** The same for a terminal. */
    static String plain(String status, DebugReport report) {
        var text = new StringBuilder(status).append("\n\n");
        for (Cause cause : report.causes()) {
            text.append(cause.text()).append('\n');
            for (Frame frame : cause.frames()) {
                text.append("    at ").append(frame.text()).append('\n');
                if (frame.excerpt() instanceof Sources.Excerpt excerpt) lines(text, DebugReport.numberedLines(excerpt));
            }
        }
        for (DebugFacts.Section section : report.sections()) {
            if (section.facts().isEmpty()) continue;
            text.append('\n').append(section.title()).append('\n');
            for (DebugFacts.Fact fact : section.facts())
                text.append("    ").append(fact.name()).append(": ").append(fact.value()).append('\n');
        }
        text.append("\nCoroutines of this loop: ").append(report.coroutineCount()).append('\n');
        for (Waiting waiting : report.coroutines())
            text.append("    ").append(waiting.task()).append(" — ").append(waiting.waits()).append('\n');
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "\n… and more, which is left out.\n" : text.toString();
    }

    private static void lines(StringBuilder text, List<String> lines) {
        for (String line : lines) text.append("      ").append(line).append('\n');
    }
}

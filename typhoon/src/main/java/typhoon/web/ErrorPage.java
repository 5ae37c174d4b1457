package typhoon.web;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;
import typhoon.escape.Escape;
import typhoon.http.Accept;

/** The body of an error: RFC 9457 problem+json, or a small page for those who prefer HTML. */
final class ErrorPage {
    private ErrorPage() {}

    static void write(RequestHandler handler, int status, @Nullable Throwable problem) {
        String detail = problem instanceof HttpError error ? error.detail() : null;
        String trace = problem != null && handler.settings().debug() ? trace(problem) : null;
        handler.vary("Accept");
        if (Accept.prefersHtml(handler.request().headers().get("Accept"))) page(handler, status, detail, trace);
        else problem(handler, status, detail, trace);
    }

    private static void problem(RequestHandler handler, int status, @Nullable String detail, @Nullable String trace) {
        var problem = new LinkedHashMap<String, Object>();
        problem.put("title", handler.response().reason());
        problem.put("status", status);
        if (detail != null) problem.put("detail", detail);
        if (trace != null) problem.put("trace", trace.lines().toList());
        handler.setHeader("Content-Type", "application/problem+json");
        handler.write(Escape.jsonEncodeUtf8(problem));
    }

    private static void page(RequestHandler handler, int status, @Nullable String detail, @Nullable String trace) {
        String title = status + ": " + Escape.xhtmlEscape(handler.response().reason());
        String details = detail == null ? "" : "<p>" + Escape.xhtmlEscape(detail) + "</p>";
        String traces = trace == null ? "" : "<pre>" + Escape.xhtmlEscape(trace) + "</pre>";
        handler.setHeader("Content-Type", "text/html; charset=UTF-8");
        handler.write("<html><title>" + title + "</title><body>" + title + details + traces + "</body></html>");
    }

    private static String trace(Throwable problem) {
        var text = new StringWriter();
        problem.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}

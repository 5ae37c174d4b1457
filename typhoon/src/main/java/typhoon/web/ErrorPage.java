package typhoon.web;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import typhoon.escape.Escape;
import typhoon.http.Accept;

/** The body of an error: RFC 9457 problem+json, or a small page for those who prefer HTML; with debug, much more. */
final class ErrorPage {
    private ErrorPage() {}

    static void write(RequestHandler handler, int status, @Nullable Throwable problem) {
        handler.vary("Accept");
        String accept = handler.request().headers().get("Accept");
        boolean html = Accept.prefersHtml(accept);
        if (problem != null && handler.settings().showsDebug(handler.request())) {
            shield(handler);
            if (status >= 500) debug(handler, status, problem, accept, html);
            else answer(handler, status, problem, String.join("\n", DebugReport.trace(handler, problem)), html);
        } else {
            answer(handler, status, problem, null, html);
        }
    }

    /** What is only for this moment and these eyes. */
    private static void shield(RequestHandler handler) {
        handler.setHeader("Cache-Control", "no-store");
        handler.setHeader("X-Content-Type-Options", "nosniff");
        handler.setHeader("Referrer-Policy", "no-referrer");
    }

    private static void debug(RequestHandler handler, int status, Throwable problem, @Nullable String accept, boolean html) {
        DebugReport report = DebugReport.of(handler, problem);
        if (html) {
            DebugPage.write(handler, status, report);
        } else if (Accept.prefersPlainText(accept)) {
            handler.setHeader("Content-Type", "text/plain; charset=UTF-8");
            handler.write(DebugPage.plain(status + ": " + handler.response().reason(), report));
        } else {
            var members = members(handler, status, problem);
            members.put("trace", report.trace());
            members.put("debug", report.toJson());
            send(handler, members);
        }
    }

    private static void answer(RequestHandler handler, int status, @Nullable Throwable problem, @Nullable String trace, boolean html) {
        if (html) {
            page(handler, status, detail(problem), fields(problem), trace);
            return;
        }
        var members = members(handler, status, problem);
        if (trace != null) members.put("trace", trace.lines().toList());
        send(handler, members);
    }

    private static Map<String, Object> members(RequestHandler handler, int status, @Nullable Throwable problem) {
        var members = new LinkedHashMap<String, Object>();
        members.put("title", handler.response().reason());
        members.put("status", status);
        if (detail(problem) instanceof String detail) members.put("detail", detail);
        if (!fields(problem).isEmpty()) members.put("errors", fields(problem));
        return members;
    }

    private static void send(RequestHandler handler, Map<String, Object> members) {
        handler.setHeader("Content-Type", "application/problem+json");
        handler.write(Escape.jsonEncodeUtf8(members));
    }

    private static void page(
            RequestHandler handler, int status, @Nullable String detail, List<InputError.Field> fields, @Nullable String trace) {
        String title = status + ": " + Escape.xhtmlEscape(handler.response().reason());
        String details = detail == null ? "" : "<p>" + Escape.xhtmlEscape(detail) + "</p>";
        String list = fields.isEmpty() ? "" : fields.stream().map(ErrorPage::item).collect(Collectors.joining("", "<ul>", "</ul>"));
        String traces = trace == null ? "" : "<pre>" + Escape.xhtmlEscape(trace) + "</pre>";
        handler.setHeader("Content-Type", "text/html; charset=UTF-8");
        handler.write("<html><title>" + title + "</title><body>" + title + details + list + traces + "</body></html>");
    }

    private static String item(InputError.Field field) {
        String name = field.field().isEmpty() ? "" : "<code>" + Escape.xhtmlEscape(field.field()) + "</code>: ";
        return "<li>" + name + Escape.xhtmlEscape(field.detail()) + "</li>";
    }

    private static List<InputError.Field> fields(@Nullable Throwable problem) {
        return problem instanceof InputError input ? input.fields() : List.of();
    }

    private static @Nullable String detail(@Nullable Throwable problem) {
        return problem instanceof HttpError error ? error.detail() : null;
    }
}

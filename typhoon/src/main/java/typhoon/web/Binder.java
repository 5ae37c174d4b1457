package typhoon.web;

import java.lang.reflect.AnnotatedType;
import java.util.Set;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import typhoon.escape.Escape;
import typhoon.escape.JsonDecodeError;
import typhoon.gen.Gen;
import typhoon.http.Accept;
import typhoon.http.FormBody;
import typhoon.netty.LogText;
import typhoon.wire.PartReader;

/** Fills the record among a verb's parameters: from the query where requests have no body, else from the body, JSON or a form. */
final class Binder {
    private static final Set<String> WITHOUT_BODY = Set.of("get", "head", "delete", "options");

    private final AnnotatedType type;
    private final Shape.Fields shape;
    private final boolean fromQuery;
    private final @Nullable Future<Checks> checks;      // null: nothing to check

    /**
     * What fills {@code type} for the verb of that name.
     *
     * @throws IllegalArgumentException if it cannot be filled, or has constraints that nothing checks
     */
    Binder(String verb, AnnotatedType type) {
        this.type = type;
        var shapes = new Shapes(false);
        shape = (Shape.Fields) shapes.of(type);
        fromQuery = WITHOUT_BODY.contains(verb);
        Set<Class<?>> constrained = Shape.constrained(shapes.records());
        checks = constrained.isEmpty() ? null : Constraints.load(constrained);
    }

    /** The record that the client of this request sent; its body has been read. */
    Object read(RequestHandler handler) throws Exception {
        if (fromQuery) return bind(handler, FormTree.of(handler.queryArguments()), true, true);
        boolean ignores = handler.settings().ignoreUnknownFields();
        String contentType = handler.request().headers().get("Content-Type");
        if (isJson(contentType)) return bind(handler, json(handler.body()), false, ignores);
        if (isForm(contentType)) return bind(handler, FormTree.of(handler.bodyArguments()), true, ignores);
        String got = contentType == null ? "none" : LogText.line(Arguments.shown(contentType));
        throw new HttpError(415).detail("expected Content-Type application/json or that of a form, got " + got)
                .header("Accept", "application/json, application/x-www-form-urlencoded, multipart/form-data");
    }

    /** What it fills. */
    AnnotatedType type() {
        return type;
    }

    /** Whether from the query, and not from a body. */
    boolean fromQuery() {
        return fromQuery;
    }

    static boolean isJson(@Nullable String contentType) {
        if (contentType == null) return false;
        String type = Accept.mediaType(contentType);
        return type.equals("application/json") || type.startsWith("application/") && type.endsWith("+json");
    }

    private static boolean isForm(@Nullable String contentType) {
        return FormBody.isForm(contentType) || PartReader.isForm(contentType);
    }

    private Object bind(RequestHandler handler, @Nullable Object sent, boolean text, boolean ignoresUnknown) throws Exception {
        Checks ready = checks == null ? null : Gen.await(checks);
        return new Binding(handler.settings().inputErrorStatus(), text, ignoresUnknown, ready).record(shape, sent);
    }

    private static @Nullable Object json(byte[] body) {
        try {
            return Escape.jsonDecodeExactly(body);
        } catch (JsonDecodeError malformed) {
            throw badJson(malformed);
        }
    }

    /** The client hears where and why. */
    static HttpError badJson(JsonDecodeError malformed) {
        var error = new HttpError(400).detail(String.valueOf(malformed.getMessage()));
        error.initCause(malformed);
        return error;
    }
}

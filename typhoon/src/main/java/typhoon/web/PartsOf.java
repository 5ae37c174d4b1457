package typhoon.web;

import typhoon.httpserver.Multipart;
import typhoon.netty.LogText;
import typhoon.wire.PartReader;

/** The parts of a form, for handlers that read them as they come. */
final class PartsOf {
    private PartsOf() {}

    static Multipart request(RequestHandler handler) {
        if (!VerbTable.of(handler.getClass()).streams())
            throw new IllegalStateException("multipart() is for @StreamRequestBody handlers; this form was read, see request().files()");
        String type = handler.request().headers().get("Content-Type");
        if (PartReader.isForm(type)) return handler.request().multipart();
        String problem = "expected Content-Type multipart/form-data, got " + (type == null ? "none" : LogText.line(type));
        throw new HttpError(415).detail(problem).header("Accept", "multipart/form-data");
    }
}

package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static typhoon.web.URLSpec.url;

import java.util.List;
import org.junit.jupiter.api.Test;
import typhoon.httpserver.RequestDelegate;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.ExpectLog;
import typhoon.testing.TestResponse;

/** What a filter says for every response, whatever becomes of it. */
class LastingHeadersTest extends AsyncHttpTestCase {
    static class Page extends RequestHandler {
        @Override protected void setDefaultHeaders() {
            setHeader("X-Default", "default");
        }

        @Override public void get() {
            switch (getArgument("do", "write")) {
                case "write" -> write("x");
                case "error" -> throw new HttpError(418);
                case "sendError" -> sendError(503);
                case "fail" -> throw new IllegalStateException("fails");
                case "redirect" -> redirect("/");
                case "finish" -> throw new Finish("x");
                case "own" -> {
                    setHeader("X-Always", "own");
                    setHeader("Vary", "Cookie");
                    write("x");
                }
                case "owned" -> throw new HttpError(400).header("X-Always", "error's").header("Vary", "Cookie");
                case "clear" -> {
                    setHeader("X-Always", "own");
                    clear();
                }
                default -> throw new HttpError(404);
            }
        }
    }

    static class Broken extends Page {
        private int calls;

        @Override protected void setDefaultHeaders() {
            if (calls++ > 0) throw new IllegalStateException("no defaults");
        }
    }

    private static void says(RequestHandler handler, Filter.Next next) throws Exception {
        handler.setHeaderAlways("X-Always", "1");
        handler.setHeaderAlways("X-Default", "filter");
        handler.setHeader("X-Once", "1");
        handler.vary("Origin");
        handler.vary("origin");
        next.handle();
    }

    @Override protected RequestDelegate getApp() {
        return new Application(new Settings().filter(LastingHeadersTest::says), url("/", Page::new), url("/broken", Broken::new));
    }

    private static void check(TestResponse reply, String always, String vary) {
        assertEquals(always, reply.headers().get("X-Always"), reply.toString());
        assertEquals(1, reply.headers().getList("X-Always").size());
        assertEquals(vary, reply.headers().get("Vary"), reply.toString());
    }

    @Test void itIsInAllOfThem() {
        for (String way : List.of("write", "redirect", "finish", "clear")) check(fetch("/?do=" + way), "1", "Origin");
        for (String way : List.of("error", "sendError", "nothing")) check(fetch("/?do=" + way), "1", "Origin, Accept");
        try (var _ = new ExpectLog("typhoon.application", "Uncaught exception GET ")) {
            check(fetch("/?do=fail"), "1", "Origin, Accept");
        }
        check(fetch("/nowhere"), "1", "Origin, Accept");
        check(fetch(post("/").body("")), "1", "Origin, Accept");
        check(fetch(get("/").header("If-None-Match", "*")), "1", "Origin");
    }

    @Test void whatIsSetLaterStandsInItsPlaceButVaryOnlyGrows() {
        check(fetch("/?do=own"), "own", "Cookie, Origin");
        check(fetch("/?do=owned"), "error's", "Cookie, Accept, Origin");
    }

    @Test void itStandsInPlaceOfAHandlersDefault() {
        for (String way : List.of("write", "error", "clear")) assertEquals("filter", fetch("/?do=" + way).headers().get("X-Default"), way);
    }

    @Test void aBrokenDefaultDoesNotLoseIt() {
        try (var _ = new ExpectLog("typhoon.application", "Uncaught exception ")) {
            check(fetch("/broken?do=error"), "1", "Origin, Accept");
        }
    }

    @Test void whatIsNotSaidForEveryResponseIsLostWithAnError() {
        assertEquals("1", fetch("/").headers().get("X-Once"));
        assertNull(fetch("/?do=error").headers().get("X-Once"));
    }
}

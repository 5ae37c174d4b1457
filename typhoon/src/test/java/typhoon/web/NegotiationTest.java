package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static typhoon.web.URLSpec.url;

import java.util.List;
import org.junit.jupiter.api.Test;
import typhoon.httpserver.RequestDelegate;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.TestResponse;

/** Which of several types a client gets. */
class NegotiationTest extends AsyncHttpTestCase {
    static class Export extends RequestHandler {
        @Override public void get() {
            setHeader("Vary", "Cookie");
            write(negotiate("application/json", "text/csv; charset=UTF-8", "text/html"));
            setHeader("Vary", "Origin");
        }
    }

    @Override protected RequestDelegate getApp() {
        return new Application(url("/", Export::new));
    }

    private TestResponse accepting(String... accept) {
        var request = get("/");
        for (String line : accept) request = request.header("Accept", line);
        return fetch(request);
    }

    @Test void theFirstThatItLikesBest() {
        assertEquals("text/html", accepting("text/html").bodyText());
        assertEquals("text/csv; charset=UTF-8", accepting("text/html;q=0.5, text/csv").bodyText());
        assertEquals("text/csv; charset=UTF-8", accepting("text/*").bodyText());
        assertEquals("text/html", accepting("*/*;q=0.1", "text/html").bodyText());
        assertEquals("text/csv; charset=UTF-8", accepting("application/json;q=0, */*").bodyText());
    }

    @Test void whoSaysNothingOrTakesAllGetsTheFirst() {
        for (String[] accept : List.of(new String[0], new String[] {"*/*"}, new String[] {""}, new String[] {"application/*, text/*"}))
            assertEquals("application/json", accepting(accept).bodyText(), List.of(accept).toString());
    }

    @Test void whoTakesNoneIsToldWhatThereIs() {
        for (String accept : List.of("image/png", "text/html;q=0", "*/*;q=0", "text", ",;,")) {
            var reply = accepting(accept);
            assertEquals(406, reply.code(), accept);
            assertEquals("{\"title\":\"Not Acceptable\",\"status\":406,"
                    + "\"detail\":\"there is application/json, text/csv; charset=UTF-8, text/html\"}", reply.bodyText());
            assertEquals("Accept", reply.headers().get("Vary"));
        }
    }

    @Test void theResponseSaysThatItDependsOnIt() {
        assertEquals("Origin, Accept", accepting("*/*").headers().get("Vary"));
    }
}

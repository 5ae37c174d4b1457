package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static typhoon.web.URLSpec.url;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import typhoon.escape.Escape;
import typhoon.httpserver.RequestDelegate;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.ExpectLog;

/** {@code json(Type)}: what is JSON, and what the sender hears when it is not. The reading itself: JsonDecodeTest. */
class JsonBodyTest extends AsyncHttpTestCase {
    record User(String name, @Nullable List<String> emails) {}

    record Team(User user) {}

    static class Teams extends RequestHandler {
        @Override public void post() {
            write(json(Team.class));
        }
    }

    static class Upstream extends RequestHandler {
        @Override public void get() {
            Escape.jsonDecode("oops", Team.class);
        }
    }

    @Override protected RequestDelegate getApp() {
        return new Application(url("/teams", Teams::new), url("/upstream", Upstream::new));
    }

    @Test void aRecordComesAndGoes() {
        var reply = fetch(post("/teams").json(new Team(new User("Ada", List.of("a@b")))));
        assertEquals("{\"user\":{\"name\":\"Ada\",\"emails\":[\"a@b\"]}}", reply.bodyText());
        assertEquals("application/json; charset=UTF-8", reply.headers().get("Content-Type"));
    }

    @Test void typesThatAreJson() {
        for (String type : List.of("application/json", "Application/JSON; charset=utf-8", "application/merge-patch+json")) {
            assertEquals(200, fetch(post("/teams").header("Content-Type", type).body("{\"user\":{\"name\":\"Ada\"}}")).code(), type);
        }
    }

    @Test void anotherTypeOrNoneIsUnsupported() {
        var none = fetch(post("/teams").body("{}"));
        assertEquals(415, none.code());
        assertEquals("application/json", none.headers().get("Accept"));
        assertEquals("expected Content-Type application/json, got none", none.json(Map.class).get("detail"));
        for (String type : List.of("text/json", "text/plain", "application/jsonp", "application/x-www-form-urlencoded", "json")) {
            assertEquals(415, fetch(post("/teams").header("Content-Type", type).body("{}")).code(), type);
        }
    }

    @Test void aRefusalNamesPathLineAndColumn() {
        assertEquals("JSON decode error at $.user.emails[1], line 2, column 36: expected string, got 7",
                refusal("{\"user\":\n   {\"name\": \"Ada\", \"emails\": [\"a\", 7]}}"));
        assertEquals("JSON decode error at $.user.name, line 1, column 11: required property is missing", refusal("{\"user\": {}}"));
        assertEquals("JSON decode error at $, line 1, column 1: expected object, got the end of the text", refusal(""));
    }

    @Test void textOfAnotherServiceThatIsNoJsonIsNotTheClientsFault() {
        try (var _ = new ExpectLog("typhoon.application", "Uncaught exception GET /upstream")) {
            assertEquals(500, fetch("/upstream").code());
        }
    }

    private Object refusal(String text) {
        var refused = fetch(post("/teams").json(text));
        assertEquals(400, refused.code());
        assertEquals("application/problem+json", refused.headers().get("Content-Type"));
        return refused.json(Map.class).get("detail");
    }
}

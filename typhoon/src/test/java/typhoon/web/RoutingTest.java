package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static typhoon.web.URLSpec.url;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import typhoon.httpserver.RequestDelegate;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.TestRequest;

/** Which verb of which handler a request reaches, and with what. */
class RoutingTest extends AsyncHttpTestCase {
    enum Size { SMALL, LARGE }

    /** Says who answered, with which arguments. */
    abstract static class Says extends RequestHandler {
        void say(@Nullable Object... arguments) {
            String verb = request().method().toLowerCase(Locale.ROOT);
            write(getClass().getSimpleName() + " " + verb + Arrays.toString(arguments));
        }
    }

    static class Literal extends Says {
        @Override public void get() {
            say();
        }
    }

    static class Users extends Says {
        public void get(long id) {
            say(id);
        }

        public void delete(int id) {
            say(id);
        }

        public void put(String id, Size size) {
            say(id, size);
        }

        @Override public void post() {
            say();
        }
    }

    static class Things extends Says {
        public void get(UUID id) {
            say(id);
        }
    }

    static class Optional extends Says {
        public void get(@Nullable Integer page) {
            say(page);
        }
    }

    static class All extends Says {
        public void get(@Nullable String... parts) {
            say((Object[]) parts);
        }
    }

    static class AllVerbs extends Says {
        @Override public void get() {
            say();
        }

        @Override public void head() {
            say();
        }

        @Override public void post() {
            say();
        }

        @Override public void put() {
            say();
        }

        @Override public void delete() {
            say();
        }

        @Override public void patch() {
            say();
        }

        @Override public void options() {
            say();
        }
    }

    @Override protected RequestDelegate getApp() {
        var anonymous = 42;
        return new Application(
                url("/first/{any}", Users::new),
                url("/first/literal", Literal::new),
                url("/last/literal", Literal::new),
                url("/last/{any}", Users::new),
                url("/literal", Literal::new),
                url("/literal", Users::new),
                url("/users", Users::new),
                url("/users/{id}", Users::new),
                url("/users/{id}/{size}", Users::new),
                url("/things/{id}", Things::new),
                url("/pages(?:/(\\d+))?", Optional::new),
                url("/all/(?<a>[^/]*)/(?<b>.*)", All::new),
                url("/verbs", AllVerbs::new),
                url("/inline/{n}", () -> new RequestHandler() {
                    @SuppressWarnings("unused") public void get(int n) {
                        write("" + (n + anonymous));
                    }
                }));
    }

    @Test void theFirstUrlThatMatchesIsTaken() {
        assertEquals("Literal get[]", text("/literal"));
        assertEquals("Literal get[]", text("/last/literal"));
        assertEquals("Users get[7]", text("/last/7"));
        assertEquals(404, fetch("/first/literal").code());       // the pattern before it matches, and "literal" is no number
    }

    @Test void argumentsAreTypedByTheirParameters() {
        assertEquals("Users get[5000000000]", text("/users/5000000000"));
        assertEquals("Users delete[7]", fetch(delete("/users/7")).bodyText());
        assertEquals("Users put[a b+c, LARGE]", fetch(put("/users/a%20b+c/LARGE").body("")).bodyText());
        assertEquals("Things get[0c7a1b9e-7d3f-4f52-8e5e-6f6a3d1f0a11]", text("/things/0c7a1b9e-7d3f-4f52-8e5e-6f6a3d1f0a11"));
        assertEquals("43", text("/inline/1"));
    }

    @Test void anArgumentOfTheWrongTypeIsNotFound() {
        for (String path : List.of("/users/ada", "/users/9999999999999999999", "/users/7/HUGE", "/things/7")) {
            assertEquals(404, fetch(path.endsWith("HUGE") ? put(path).body("") : get(path)).code(), path);
        }
        assertEquals(404, fetch(delete("/users/5000000000")).code());
    }

    @Test void aGroupThatTookNoPartIsNull() {
        assertEquals("Optional get[null]", text("/pages"));
        assertEquals("Optional get[7]", text("/pages/7"));
    }

    @Test void allArgumentsAtOnce() {
        assertEquals("All get[x, y/z]", text("/all/x/y/z"));
    }

    @Test void badUtf8InAPathIsABadRequest() {
        assertEquals(400, fetch(put("/users/%E9/LARGE").body("")).code());
    }

    @Test void everyVerbHasItsMethod() {
        for (String verb : List.of("get", "post", "put", "delete", "patch", "options")) {
            var request = new TestRequest(verb.toUpperCase(Locale.ROOT), "/verbs");
            assertEquals("AllVerbs " + verb + "[]", fetch(request).bodyText());
        }
        var head = fetch(head("/verbs"));
        assertEquals(200, head.code());
        assertEquals("", head.bodyText());
        assertEquals("15", head.headers().get("Content-Length"));
    }

    @Test void whatAHandlerDoesNotAnswerIsNotAllowed() {
        var refused = fetch(post("/users/7").body(""));
        assertEquals(405, refused.code());
        assertEquals("GET, DELETE", refused.headers().get("Allow"));
        assertEquals("POST", fetch("/users").headers().get("Allow"));
    }

    @Test void headAndOptionsAreNotMadeUpFromGet() {
        assertEquals(405, fetch(head("/literal")).code());
        assertEquals(405, fetch(options("/literal")).code());
    }

    @Test void anUnknownMethodIsNotAllowed() {
        assertEquals(405, fetch(new TestRequest("BREW", "/literal")).code());
        assertEquals(405, fetch(new TestRequest("get", "/literal")).code());
    }

    @Test void whatNoUrlMatchesIsNotFound() {
        assertEquals(404, fetch("/nothing").code());
        assertEquals(404, fetch("/literal/").code());
        assertEquals(404, fetch(post("/nothing").body("x")).code());
        assertNull(fetch("/nothing").headers().get("Allow"));
    }

    @Test void theQueryIsNoPartOfThePath() {
        assertEquals("Literal get[]", text("/literal?a=/users"));
    }

    private String text(String path) {
        return fetch(path).bodyText();
    }
}

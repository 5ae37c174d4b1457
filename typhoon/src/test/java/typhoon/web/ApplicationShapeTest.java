package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static typhoon.web.URLSpec.url;

import java.util.Date;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What an application refuses when it is built, and in which words. */
class ApplicationShapeTest {
    static class Get extends RequestHandler {
        @Override public void get() {}
    }

    static class GetById extends RequestHandler {
        public void get(long id) {}
    }

    @Test void aUrlThatNoVerbCanAnswer() {
        assertEquals("url /users/{id} captures 1 argument, but Get has no verb that takes one, only get()",
                refused(url("/users/{id}", Get::new)));
        assertEquals("url /users captures 0 arguments, but GetById has no verb that takes none, only get(long)",
                refused(url("/users", GetById::new)));
        assertEquals("url /(a)(b)(c) captures 3 arguments, but GetById has no verb that takes 3, only get(long)",
                refused(url("/(a)(b)(c)", GetById::new)));
    }

    @Test void aHandlerWithoutVerbs() {
        class Empty extends RequestHandler {}
        assertEquals("url / captures 0 arguments, but Empty has no verb at all: override get(), post() or another",
                refused(url("/", Empty::new)));
    }

    @Test void aHandlerThatAnswersInPrepareNeedsNone() {
        class Everything extends RequestHandler {
            @Override protected void prepare() {
                finish("here");
            }
        }
        assertDoesNotThrow(() -> new Application(url("/.*", Everything::new)));
    }

    @Test void aVerbThatReturnsSomething() {
        class Returns extends RequestHandler {
            @SuppressWarnings("unused") public String get(long id) {
                return "user";
            }
        }
        String message = refused(url("/users/{id}", Returns::new));
        assertTrue(message.endsWith("Returns.get(long) returns String, but a verb returns nothing: write(…) its result,"
                + " or name the method otherwise"), message);
    }

    @Test void aVerbWithAParameterNoUrlCanFill() {
        class Dated extends RequestHandler {
            @SuppressWarnings("unused") public void get(Date day) {}
        }
        String message = refused(url("/days/{day}", Dated::new));
        assertTrue(message.endsWith("Dated.get(Date) takes a Date, but an argument of a url is a String, int, long, Integer, Long, UUID"
                + " or enum (or String... for all of them)"), message);
    }

    @Test void twoVerbsForOneUrl() {
        class Twins extends RequestHandler {
            @SuppressWarnings("unused") public void get(long id) {}

            @SuppressWarnings("unused") public void get(UUID id) {}
        }
        String message = refused(url("/users/{id}", Twins::new));
        assertTrue(message.startsWith("Twins has both get("), message);
        assertTrue(message.endsWith(": no telling which is meant"), message);
    }

    @Test void helpersAreNoVerbs() {
        class Helped extends RequestHandler {
            @Override public void get() {}

            @SuppressWarnings("unused") private String get(String key) {
                return key;
            }

            @SuppressWarnings("unused") static int post(Date day) {
                return day.hashCode();
            }
        }
        assertDoesNotThrow(() -> new Application(url("/", Helped::new)));
    }

    @Test void inheritedVerbsCount() {
        class Base extends RequestHandler {
            public void get(long id) throws Exception {}
        }
        class Derived extends Base {
            @Override public void get(long id) {}
        }
        assertDoesNotThrow(() -> new Application(url("/users/{id}", Derived::new)));
    }

    @Test void aNameGivenTwice() {
        assertEquals("url /a and url /b have the same name x", refused(url("/a", Get::new).named("x"), url("/b", Get::new).named("x")));
    }

    @Test void aReceivingHandlerThatDoesNotStream() {
        class Idle extends Get {
            @Override protected void dataReceived(byte[] chunk) {}
        }
        assertEquals("Idle overrides dataReceived(byte[]), which is called only if the class is annotated with @StreamRequestBody",
                refused(url("/", Idle::new)));
    }

    @Test void aConstructorThatFails() {
        class Broken extends Get {
            Broken() {
                throw new IllegalStateException("no database");
            }
        }
        var error = assertThrows(IllegalStateException.class, () -> new Application(url("/", Broken::new)));
        assertEquals("no database", error.getMessage());
    }

    @Test void aConstructorThatAsksForTheRequest() {
        class Early extends Get {
            Early() {
                request();
            }
        }
        var error = assertThrows(IllegalStateException.class, () -> new Application(url("/", Early::new)));
        assertEquals("a handler knows its request from prepare() on: its constructor may only store", error.getMessage());
    }

    @Test void namesLeadBackToUrls() {
        var app = new Application(url("/users/{id}", GetById::new).named("user"), url("/", Get::new).named("home"));
        assertEquals("/users/7", app.reverseUrl("user", 7));
        assertEquals("/", app.reverseUrl("home"));
        var error = assertThrows(IllegalArgumentException.class, () -> app.reverseUrl("nobody"));
        assertEquals("no url is named nobody", error.getMessage());
    }

    @Test void settingsAreCheckedWhenRead() {
        var settings = new Settings().with("limit", 7);
        assertEquals(7, settings.get("limit", Integer.class));
        assertEquals("no setting limt, only [limit]", refusedBy(() -> settings.get("limt", Integer.class)));
        assertEquals("setting limit is a java.lang.Integer, not a java.lang.String", refusedBy(() -> settings.get("limit", String.class)));
        var untouched = new Settings();
        untouched.with("limit", 7);
        assertEquals("no setting limit, only []", refusedBy(() -> untouched.get("limit", Integer.class)));
    }

    private static String refused(URLSpec... urls) {
        return refusedBy(() -> new Application(urls));
    }

    private static String refusedBy(Executable what) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, what).getMessage());
    }
}

package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static typhoon.web.Routes.routes;
import static typhoon.web.URLSpec.url;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import typhoon.httpserver.RequestDelegate;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.ExpectLog;

/** Patterns of a program that try more ways than anybody can wait for, and clients who know. */
class HostilePathTest extends AsyncHttpTestCase {
    private static final String GIVEN_UP = "pattern .* tries too many ways to match [0-9]+ characters and was given up: .*";

    static class Says extends RequestHandler {
        public void get(String... captured) {
            write("here");
        }
    }

    @Override protected RequestDelegate getApp() {
        return new Application(
            url("/x(a+)+$", Says::new), url("/y(a|aa)+$", Says::new), url("/z(.*)-(.*)-(.*)-(.*)!", Says::new),
            url("/{a}-{b}-{c}-{d}-{e}!", Says::new), url("/deep/((a|b)*)", Says::new),
            routes(url("/host", Says::new)).host("(a+)+\\.(a|aa)+\\.(.*)-(.*)-(.*)-(.*)!"), url("/last", Says::new));
    }

    private int code(String path) {
        return fetch(path).code();
    }

    @Test void aPathThatMatchesIsFound() {
        for (String path : List.of("/xaaa", "/yaaa", "/z1-2-3-4!", "/1-2-3-4-5!", "/deep/abab", "/last"))
            assertEquals(200, code(path), path);
    }

    @Test void aPathThatCouldTakeForEverIsNotFoundAndLogged() {
        try (var _ = new ExpectLog("typhoon.general", GIVEN_UP)) {
            assertEquals(404, code("/z" + "-".repeat(4000)));
        }
        try (var _ = new ExpectLog("typhoon.general", GIVEN_UP).optional()) {       // some of these the JDK itself cuts short
            for (String path : List.of("/x" + "a".repeat(4000) + "b", "/y" + "a".repeat(4000) + "b", "/" + "-".repeat(4000)))
                assertEquals(404, code(path));
        }
    }

    @Test void aPathThatIsTooDeepForTheStackIsNoCrash() {
        try (var _ = new ExpectLog("typhoon.general", GIVEN_UP).optional()) {
            int code = code("/deep/" + "ab".repeat(4000));
            assertEquals(code == 200 ? 200 : 404, code);
        }
    }

    @Test void aHostIsMatchedNoLongerEither() {
        try (var _ = new ExpectLog("typhoon.general", GIVEN_UP)) {
            assertEquals(404, fetch(get("/host").header("Host", "a.a." + "-".repeat(4000))).code());
        }
    }

    @Test void aPatternIsGivenUpAndNotHalfMatched() {
        try (var log = new ExpectLog("typhoon.general", GIVEN_UP)) {
            assertNull(BoundedText.match(Pattern.compile("(.*)-(.*)-(.*)-(.*)!"), "-".repeat(1000) + "\u0007"));
            assertEquals(1, log.matched().size());
        }
    }
}

package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static typhoon.web.Routes.routes;
import static typhoon.web.URLSpec.url;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;
import typhoon.httpserver.RequestDelegate;
import typhoon.testing.AsyncHttpTestCase;

/** So many at once, and a quick no to the others. */
class ConcurrencyLimitTest extends AsyncHttpTestCase {
    private int busy;
    private boolean go;

    class Slow extends RequestHandler {
        @Override public void get() {
            busy++;
            try {
                waitFor(() -> go);
            } finally {
                busy--;
            }
            if (getArgument("fail", false)) throw new HttpError(409);
            write("done");
        }
    }

    @Override protected RequestDelegate getApp() {
        ConcurrencyLimit two = ConcurrencyLimit.of(2);
        return new Application(routes(url("/two", () -> new Slow())).filter(two),
                routes(url("/later", () -> new Slow())).filter(two.retryAfter(Duration.ofMinutes(1))), url("/free", () -> new Slow()));
    }

    @Test void whoComesWhenAllAreBusyIsSentAway() {
        var first = Gen.spawn(() -> fetch("/two").bodyText());
        var second = Gen.spawn(() -> fetch("/two?fail=true").code());
        waitFor(() -> busy == 2);
        var refused = fetch("/two");
        assertEquals(503, refused.code());
        assertEquals("1", refused.headers().get("Retry-After"));
        assertEquals("{\"title\":\"Service Unavailable\",\"status\":503,\"detail\":\"2 requests of this kind are being answered already\"}",
                refused.bodyText());
        var other = Gen.spawn(() -> fetch("/free").bodyText());
        waitFor(() -> busy == 3);
        go = true;
        assertEquals("done", Gen.await(first));
        assertEquals(409, Gen.await(second));
        assertEquals("done", Gen.await(other));
        for (int i = 0; i < 5; i++) assertEquals("done", fetch("/two").bodyText());
    }

    @Test void theWaitIsASetting() {
        var first = Gen.spawn(() -> fetch("/later").bodyText());
        var second = Gen.spawn(() -> fetch("/later").bodyText());
        waitFor(() -> busy == 2);
        assertEquals("60", fetch("/later").headers().get("Retry-After"));
        go = true;
        assertEquals("done", Gen.await(first));
        assertEquals("done", Gen.await(second));
    }

    @Test void whatIsNoLimitIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> ConcurrencyLimit.of(0));
        assertThrows(IllegalArgumentException.class, () -> ConcurrencyLimit.of(1).retryAfter(Duration.ofSeconds(-1)));
    }
}

package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static typhoon.web.Routes.routes;
import static typhoon.web.URLSpec.url;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import typhoon.httpserver.RequestDelegate;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.TestResponse;

/** So many requests in so much time, and no more. */
class RateLimitTest extends AsyncHttpTestCase {
    private int answered;

    class Page extends RequestHandler {
        @Override public void get() {
            answered++;
            if (getArgument("fail", false)) throw new HttpError(409);
        }
    }

    @Override protected RequestDelegate getApp() {
        RateLimit three = RateLimit.of(3, Duration.ofMinutes(1));
        return new Application(
            routes(url("/three", () -> new Page())).filter(three),
            routes(url("/burst", () -> new Page())).filter(three.burst(1)),
            routes(url("/keyed", () -> new Page())).filter(three.key(handler -> handler.request().headers().get("X-Key"))),
            routes(url("/two", () -> new Page())).filter(three.maxKeys(2).key(handler -> handler.getArgument("key"))));
    }

    private static void check(TestResponse reply, int status, String rate) {
        assertEquals(status, reply.code());
        assertEquals("\"default\";q=3;w=60", reply.headers().get("RateLimit-Policy"));
        assertEquals("\"default\";" + rate, reply.headers().get("RateLimit"));
    }

    @Test void whoAsksTooOftenIsRefusedAndToldWhenToComeAgain() {
        check(fetch("/three"), 200, "r=2;t=20");
        check(fetch("/three?fail=true"), 409, "r=1;t=40");
        check(fetch("/three"), 200, "r=0;t=60");
        var refused = fetch("/three");
        check(refused, 429, "r=0;t=60");
        assertEquals("20", refused.headers().get("Retry-After"));
        assertEquals("{\"title\":\"Too Many Requests\",\"status\":429,\"detail\":\"more than 3 requests in 60 s; the next in 20 s\"}",
                refused.bodyText());
        assertEquals(3, answered);
    }

    @Test void tokensComeBackOneByOne() {
        for (int i = 0; i < 3; i++) fetch("/three");
        clock().advance(Duration.ofSeconds(19));
        assertEquals("1", fetch("/three").headers().get("Retry-After"));
        clock().advance(Duration.ofSeconds(1));
        check(fetch("/three"), 200, "r=0;t=60");
        assertEquals(429, fetch("/three").code());
        clock().advance(Duration.ofHours(1));
        check(fetch("/three"), 200, "r=2;t=20");
    }

    @Test void aRefusedRequestCostsNothing() {
        for (int i = 0; i < 20; i++) fetch("/three");
        clock().advance(Duration.ofSeconds(20));
        assertEquals(200, fetch("/three").code());
    }

    @Test void aBurstMayBeSmaller() {
        check(fetch("/burst"), 200, "r=0;t=20");
        assertEquals(429, fetch("/burst").code());
        clock().advance(Duration.ofSeconds(20));
        assertEquals(200, fetch("/burst").code());
    }

    @Test void eachKeyIsCountedForItselfAndNoneNotAtAll() {
        for (int i = 0; i < 3; i++) assertEquals(200, fetch(get("/keyed").header("X-Key", "a")).code());
        assertEquals(429, fetch(get("/keyed").header("X-Key", "a")).code());
        check(fetch(get("/keyed").header("X-Key", "b")), 200, "r=2;t=20");
        String longKey = "k".repeat(4000);
        for (int i = 0; i < 3; i++) assertEquals(200, fetch(get("/keyed").header("X-Key", longKey + "1")).code());
        assertEquals(429, fetch(get("/keyed").header("X-Key", longKey + "1")).code());
        assertEquals(200, fetch(get("/keyed").header("X-Key", longKey + "2")).code());
        for (int i = 0; i < 5; i++) assertNull(fetch("/keyed").headers().get("RateLimit"));
    }

    @Test void theKeyNotSeenLongestIsForgotten() {
        for (String key : new String[] {"a", "a", "a", "b", "a"}) fetch("/two?key=" + key);
        assertEquals(200, fetch("/two?key=c").code());
        assertEquals(429, fetch("/two?key=a").code(), "a was seen after b");
        check(fetch("/two?key=b"), 200, "r=2;t=20");
    }

    @Test void memoryForKeysIsBounded() {
        var buckets = new Buckets(TimeUnit.SECONDS.toNanos(1), 5, 1000);
        for (int i = 0; i < 100_000; i++) buckets.take("key " + i, i);
        assertEquals(1000, buckets.size());
    }

    @Test void theClockMayBeNegativeOrWrap() {
        for (long begin : new long[] {-5, Long.MIN_VALUE + 1, Long.MAX_VALUE - 3}) {
            var buckets = new Buckets(10, 3, 10);
            assertEquals(10, buckets.take("a", begin));
            assertEquals(20, buckets.take("a", begin));
            assertEquals(30, buckets.take("a", begin));
            assertEquals(-10, buckets.take("a", begin));
            assertEquals(-4, buckets.take("a", begin + 6));
            assertEquals(30, buckets.take("a", begin + 10));
        }
    }

    @Test void ofIpv6TheFirstHalfIsTheKey() {
        assertEquals("127.0.0.1", RateLimit.network("127.0.0.1"));
        assertEquals(RateLimit.network("2001:db8:0:1::1"), RateLimit.network("2001:db8:0:1:ffff:0:0:2"));
        assertEquals("20010db800000001", RateLimit.network("2001:db8:0:1::1%eth0"));
        assertEquals("no:address", RateLimit.network("no:address"));
        assertEquals("::ffff:10.0.0.1", RateLimit.network("::ffff:10.0.0.1"));
    }

    @Test void whatIsNoLimitIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> RateLimit.of(0, Duration.ofMinutes(1)));
        assertThrows(IllegalArgumentException.class, () -> RateLimit.of(1, Duration.ofMillis(999)));
        assertThrows(IllegalArgumentException.class, () -> RateLimit.of(1, Duration.ofDays(1000)));
        assertThrows(IllegalArgumentException.class, () -> RateLimit.of(3, Duration.ofMinutes(1)).burst(4));
        assertThrows(IllegalArgumentException.class, () -> RateLimit.of(3, Duration.ofMinutes(1)).maxKeys(0));
    }
}

package typhoon.snippets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static typhoon.gen.Gen.await;
import static typhoon.gen.Gen.moment;
import static typhoon.gen.Gen.sleep;
import static typhoon.gen.Gen.spawn;
import static typhoon.web.URLSpec.url;

import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.event.Level;
import typhoon.ioloop.IOLoop;
import typhoon.locks.Lock;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.AsyncHttpsTestCase;
import typhoon.testing.AsyncTestCase;
import typhoon.testing.ExpectLog;
import typhoon.testing.LoopExtension;
import typhoon.testing.RawClient;
import typhoon.testing.TestClock;
import typhoon.testing.TestRequest;
import typhoon.testing.TestResponse;
import typhoon.testing.TestServer;
import typhoon.testing.WebSocketProbe;
import typhoon.web.Application;
import typhoon.web.RequestHandler;

class TestingSnippets {
    // @start region="loop"
    static class LockTest extends AsyncTestCase {
        @Test
        void theSecondWaitsForTheFirst() {
            var lock = new Lock();
            var first = lock.acquire();
            var second = spawn(() -> lock.acquire());
            moment();
            assertFalse(second.isDone());
            first.close();
            await(second).close();
        }
    }
    // @end

    record User(String name) {}

    static class UserHandler extends RequestHandler {
        @Override
        public void post() {
            write(json(User.class));
        }
    }

    static Application makeApp() {
        return new Application(url("/users", UserHandler::new));
    }

    // @start region="http"
    static class UsersTest extends AsyncHttpTestCase {
        @Override
        protected Application getApp() {
            return makeApp();
        }

        @Test
        void aUserComesBack() {
            var answer = fetch(post("/users").json(new User("Ada")));
            assertEquals(200, answer.code());
            assertEquals("Ada", answer.json(User.class).name());
        }
    }
    // @end

    // @start region="https"
    static class SecureTest extends AsyncHttpsTestCase {
        @Override
        protected Application getApp() {
            return makeApp();
        }

        @Test
        void itIsServedOverTls() {
            assertEquals(200, fetch(post("/users").json(new User("Ada"))).code());
            assertTrue(getUrl("/users").startsWith("https://127.0.0.1:"));
        }
    }
    // @end

    // @start region="server"
    static class UsersApiTest {
        @RegisterExtension
        final TestServer server = new TestServer(() -> makeApp());

        @Test
        void aUserComesBack() {
            assertEquals(200, server.fetch(TestRequest.post("/users").json(new User("Ada"))).code());
        }
    }
    // @end

    static class CallbackTest extends AsyncTestCase {
        void load(Consumer<String> done) {
            loop().addCallback(() -> done.accept("data"));
        }

        // @start region="stop"
        @Test
        void itTellsWhenItIsDone() {
            load(data -> stop(data));
            assertEquals("data", waitForStop());
        }
        // @end
    }

    static class MoreTests extends AsyncHttpTestCase {
        @Override
        protected Application getApp() {
            return makeApp();
        }

        void log() {
            // @start region="log"
            try (var _ = new ExpectLog("typhoon.application", "Uncaught exception GET /boom").level(Level.ERROR)) {
                assertEquals(500, fetch("/boom").code());
            }
            // @end
        }

        void time() {
            // @start region="clock"
            var nap = spawn(() -> sleep(Duration.ofHours(1)));
            moment();
            clock().advance(Duration.ofHours(1));               // takes no time
            assertTrue(nap.isDone());
            // @end
        }

        void request() {
            // @start region="request"
            TestRequest request = post("/users").query("notify", true).cookie("session", "4711").json(new User("Ada"));
            TestResponse answer = fetch(request);
            assertEquals("application/json; charset=UTF-8", answer.headers().get("Content-Type"));
            // @end
        }

        void raw() {
            // @start region="raw"
            try (RawClient client = connect()) {
                client.send("GET / HTTP/1.1\r\n");
                assertTrue(client.silentFor(Duration.ofMillis(20)));
                client.send("Host: example.com\r\n\r\n").shutdownOutput();
                assertEquals(404, client.readResponse().code());
                assertTrue(client.closed());
            }
            // @end
        }

        void socket() {
            // @start region="socket"
            try (var probe = new WebSocketProbe(port(), "/feed")) {
                assertEquals("You said: hello", probe.send("hello").readText());
                assertEquals(1000, probe.sendClose(1000, "bye").readClose().closeCode());
            }
            // @end
        }
    }

    // @start region="extension"
    @ExtendWith(LoopExtension.class)
    static class ClockTest {
        @Test
        void aCoroutineRunsInTheNextTurn(IOLoop loop, TestClock clock) {
            var time = loop.spawn(clock::nanoTime);
            assertFalse(time.isDone());
            assertTrue(await(time) > 0);
        }
    }
    // @end
}

package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static typhoon.web.URLSpec.url;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;
import typhoon.httpserver.RequestDelegate;
import typhoon.httpserver.ServerOptions;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.ExpectLog;

/** What is called when. */
class LifecycleTest extends AsyncHttpTestCase {
    private final List<String> events = new ArrayList<>();
    private boolean held;
    private RequestHandler shared = new Ordered();
    private boolean broken;

    class Ordered extends RequestHandler {
        @Override protected void setDefaultHeaders() {
            events.add("defaults");
        }

        @Override protected void prepare() {
            events.add("prepare " + pathArgs() + " " + new String(body(), StandardCharsets.UTF_8));
            if (getArgument("stop", "").equals("yes")) finish("stopped");
        }

        @Override public void post() {
            events.add("post");
        }

        @SuppressWarnings("unused") public void post(String id) {
            post();
        }

        @Override protected void onFinish() {
            events.add("onFinish");
        }
    }

    class Waits extends RequestHandler {
        @Override public void get() {
            events.add("get");
            while (held) Gen.sleep(Duration.ofMillis(1));
            write("answer");
        }

        @Override protected void onConnectionClose() {
            events.add("close");
        }

        @Override protected void onFinish() {
            events.add("onFinish");
        }
    }

    class Sleeps extends Waits {
        @Override public void get() {
            events.add("get");
            Gen.sleep(Duration.ofHours(1));
        }
    }

    class BadEnd extends RequestHandler {
        @Override public void get() {
            write("fine");
        }

        @Override protected void onFinish() {
            throw new IllegalStateException("onFinish broke");
        }
    }

    class Reuses extends RequestHandler {
        @Override public void get() {
            finish("once");
            finish("twice");
        }
    }

    private RequestHandler sometimesBroken() {
        if (broken) throw new IllegalStateException("no database");
        return new Ordered();
    }

    @Override protected RequestDelegate getApp() {
        return new Application(url("/", () -> new Ordered()), url("/by/{id}", () -> new Ordered()), url("/waits", () -> new Waits()),
                url("/sleeps", () -> new Sleeps()), url("/bad-end", () -> new BadEnd()), url("/shared", () -> shared),
                url("/broken", this::sometimesBroken), url("/twice", () -> new Reuses()));
    }

    @Override protected ServerOptions serverOptions() {
        return new ServerOptions().interruptOnClose(true).handlerDeadline(Duration.ofSeconds(30));
    }

    @Test void bodyThenPrepareThenVerbThenOnFinish() {
        assertEquals(200, fetch(post("/by/a%20b").body("xyz")).code());
        assertEquals(List.of("defaults", "prepare [a b] xyz", "post", "onFinish"), events);
    }

    @Test void prepareMayFinish() {
        assertEquals("stopped", fetch(post("/?stop=yes").body("")).bodyText());
        assertEquals(List.of("defaults", "prepare [] ", "onFinish"), events);
    }

    @Test void aVerbThatIsMissingIsFoundOutAfterPrepare() {
        assertEquals(405, fetch("/").code());
        assertEquals(List.of("defaults", "prepare [] ", "defaults", "onFinish"), events);
    }

    @Test void eachRequestHasItsOwnHandler() {
        try (var _ = new ExpectLog("typhoon.application", "Uncaught exception POST /shared")) {
            assertEquals(200, fetch(post("/shared").body("")).code());
            assertEquals(500, fetch(post("/shared").body("")).code());
        }
    }

    @Test void aConstructorThatFailsIsA500() {
        broken = true;
        try (var _ = new ExpectLog("typhoon.application", "Uncaught exception POST /broken")) {
            assertEquals(500, fetch(post("/broken").body("")).code());
        }
    }

    @Test void aFailureInOnFinishChangesNothing() {
        try (var _ = new ExpectLog("typhoon.application", "Uncaught exception in onFinish of GET /bad-end")) {
            assertEquals("fine", fetch("/bad-end").bodyText());
        }
        assertEquals(1, connectionsAccepted());
    }

    @Test void aSecondFinishIsAMistake() {
        try (var _ = new ExpectLog("typhoon.application", "Uncaught exception GET /twice")) {
            assertEquals("once", fetch("/twice").bodyText());
        }
    }

    @Test void aClientThatLeavesIsHeardAtOnce() {
        held = true;
        try (var client = connect()) {
            client.send("GET /waits HTTP/1.1\r\nHost: x\r\n\r\n");
            waitFor(() -> events.contains("get"));
            client.reset();
            waitFor(() -> events.contains("close"));
        }
        held = false;
        waitFor(() -> events.contains("onFinish"));
        assertEquals(List.of("get", "close", "onFinish"), events);
    }

    @Test void aClientThatLeavesInterruptsIfTheServerIsToldSo() {
        try (var _ = new ExpectLog("typhoon.access", "499 GET /sleeps"); var client = connect()) {
            client.send("GET /sleeps HTTP/1.1\r\nHost: x\r\n\r\n");
            waitFor(() -> events.contains("get"));
            client.reset();
            waitFor(() -> events.contains("onFinish"));
        }
        assertEquals(List.of("get", "close", "onFinish"), events);
    }

    @Test void aHandlerThatTakesTooLongIsA503InTheLogToo() {
        try (var _ = new ExpectLog("typhoon.access", "503 GET /sleeps");
                var _ = new ExpectLog("typhoon.application", "GET /sleeps .* took longer"); var client = connect()) {
            client.send("GET /sleeps HTTP/1.1\r\nHost: x\r\n\r\n");
            waitFor(() -> events.contains("get"));
            clock().advance(Duration.ofSeconds(31));
            assertEquals(503, client.readResponse().code());
            waitFor(() -> events.contains("onFinish"));
        }
        assertEquals(List.of("get", "onFinish"), events);
    }

    @Test void aFastHandlerHearsNothing() {
        try (var client = connect()) {
            client.send("GET /waits HTTP/1.1\r\nHost: x\r\n\r\n");
            assertEquals("answer", client.readResponse().bodyText());
            client.reset();
        }
        Gen.sleep(Duration.ofMillis(50));
        assertTrue(events.equals(List.of("get", "onFinish")), events.toString());
    }
}

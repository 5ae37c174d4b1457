package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static typhoon.web.URLSpec.url;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import typhoon.httpserver.RequestDelegate;
import typhoon.testing.AsyncHttpTestCase;

/** A stack that can be read: at most six frames of ours between the JDK's and the handler's. */
class StackDepthTest extends AsyncHttpTestCase {
    private List<String> frames = List.of();

    class Handler extends RequestHandler {
        @Override public void get() {
            frames = Stream.of(new Throwable().getStackTrace()).map(frame -> frame.getClassName() + "." + frame.getMethodName()).toList();
        }

        @SuppressWarnings("unused") public void get(long id) {
            get();
        }
    }

    @Override protected RequestDelegate getApp() {
        return new Application(url("/", () -> new Handler()), url("/{id}", () -> new Handler()));
    }

    @Test void ofAVerbWithoutArguments() {
        fetch("/");
        check(1);
    }

    @Test void ofAVerbWithArguments() {
        fetch("/7");
        check(2);
    }

    private void check(int own) {
        assertTrue(frames.getFirst().endsWith("Handler.get"), frames.toString());
        List<String> ours = frames.subList(own, frames.size()).stream().filter(frame -> frame.startsWith("typhoon.")).toList();
        assertTrue(ours.size() <= 6, ours.toString());
        assertEquals(List.of("typhoon.web.RequestHandler.execute", "typhoon.web.Application.handle"), ours.subList(0, 2));
    }
}

package typhoon.httpserver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import typhoon.ioloop.IOLoop;
import typhoon.ioloop.ThisRun;

class ThreadLocalTest extends ServerTestCase {
    private static final ThreadLocal<String> USER = new ThreadLocal<>();

    @Test
    void aPipelinedRequestSeesNothingOfTheOneBefore() {
        if (IOLoop.carrier().equals("supported access")) ThisRun.skip("with supported access ThreadLocals are not cleared");
        serve(request -> {
            answer(request, "was " + USER.get());
            USER.set("alice");
        });
        try (var client = connect()) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n".repeat(3));
            for (int i = 0; i < 3; i++) assertEquals("was null", client.readResponse().bodyText());
        }
    }
}

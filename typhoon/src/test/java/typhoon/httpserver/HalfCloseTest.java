package typhoon.httpserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import typhoon.http.HttpHeaders;
import typhoon.http.HttpInputError;
import typhoon.iostream.StreamClosedError;

class HalfCloseTest extends ServerTestCase {
    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    private final List<String> events = new ArrayList<>();
    private boolean go;

    @Test
    void aResponseStillReachesAClientThatSendsNoMore() {
        serve(request -> {
            waitFor(() -> go);
            answer(request, "still here");
        });
        try (var client = connect()) {
            client.send(GET).shutdownOutput();
            go = true;
            assertEquals("still here", client.readResponse().bodyText());
            assertTrue(client.closed());
        }
    }

    @Test
    void allThatWasAskedBeforeTheEndIsAnswered() {
        try (var client = connect()) {
            client.send(GET.repeat(100)).shutdownOutput();
            for (int i = 0; i < 100; i++) assertEquals("GET /", client.readResponse().bodyText());
            assertTrue(client.closed());
        }
    }

    @Test
    void aWaitingHandlerIsToldThatTheClientFinished() {
        serve(request -> {
            request.connection().setCloseCallback(() -> events.add("gone"));
            waitFor(() -> !events.isEmpty());
            answer(request, "" + request.connection().isClosed());
        });
        try (var client = connect()) {
            client.send(GET).shutdownOutput();
            assertEquals("false", client.readResponse().bodyText());
        }
        assertEquals(List.of("gone"), events);
    }

    @Test
    void aWaitingHandlerIsToldThatTheClientReset() {
        serve(request -> {
            request.connection().setCloseCallback(() -> events.add("gone"));
            waitFor(() -> !events.isEmpty());
            waitFor(request.connection()::isClosed);
            assertThrows(StreamClosedError.class, () -> answer(request, "nobody hears this"));
            events.add("refused");
        });
        var client = connect();
        client.send(GET);
        waitFor(() -> server().connections() == 1);
        client.reset();
        waitFor(() -> events.size() == 2);
        waitFor(() -> server().connections() == 0);
    }

    @Test
    void theEndIsSeenBehindPipelinedRequests() {
        serve(request -> {
            request.connection().setCloseCallback(() -> events.add("gone"));
            if (events.isEmpty()) waitFor(() -> !events.isEmpty());
            answer(request, "");
        });
        try (var client = connect()) {
            client.send(GET.repeat(50)).shutdownOutput();
            for (int i = 0; i < 50; i++) client.readResponse();
            assertTrue(client.closed());
        }
    }

    @Test
    void nobodyIsToldAfterTheResponse() {
        serve(request -> {
            request.connection().setCloseCallback(() -> events.add("gone"));
            answer(request, "");
            assertThrows(IllegalStateException.class, () -> request.connection().write(bytes("more")));
        });
        try (var client = connect()) {
            client.send(GET);
            client.readResponse();
        }
        waitFor(() -> server().connections() == 0);
        assertEquals(List.of(), events);
    }

    @Test
    void aCallbackMayBeTakenBack() {
        serve(request -> {
            request.connection().setCloseCallback(() -> events.add("gone"));
            request.connection().setCloseCallback(null);
            waitFor(() -> ((Http1Exchange) request.connection()).channel().eof());
            answer(request, "");
        });
        try (var client = connect()) {
            client.send(GET).shutdownOutput();
            client.readResponse();
        }
        assertEquals(List.of(), events);
    }

    @Test
    void aBodyThatIsCutOffIsAnIncompleteMessage() {
        serve(request -> {
            try {
                request.readBody();
            } catch (HttpInputError cut) {
                events.add(cut.getMessage());
                throw cut;
            }
        });
        for (String body : new String[] {"Content-Length: 5\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n5\r\nabc"}) {
            try (var client = connect()) {
                client.send("POST / HTTP/1.1\r\nHost: x\r\n" + body).shutdownOutput();
                assertEquals(400, client.readResponse().code());
                assertTrue(client.closed());
            }
        }
        assertEquals(List.of("the body ended before it was complete", "the body ended before it was complete"), events);
    }

    @Test
    void aHeadThatIsCutOffIsNoRequest() {
        try (var client = connect()) {
            client.send("GET / HTTP/1.1\r\nHost").shutdownOutput();
            assertEquals("", client.readAll());
        }
        waitFor(() -> server().connections() == 0);
    }

    @Test
    void resetsAtAnyPointAreSilent() {
        serve(request -> {
            request.readBody();
            request.connection().writeHeaders(200, "OK", new HttpHeaders(), null, false);
            while (true) {
                request.connection().write(new byte[100_000]);
                request.connection().flush();
            }
        });
        String request = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello";
        for (int cut = 0; cut <= request.length(); cut++) {
            var client = connect();
            client.send(request.substring(0, cut));
            if (cut == request.length()) client.readBytes(1000);
            client.reset();
        }
        waitFor(() -> server().connectionsAccepted() == request.length() + 1 && server().connections() == 0);
        assertFalse(server().connectionsAccepted() == 0);
    }
}

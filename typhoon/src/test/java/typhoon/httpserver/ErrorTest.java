package typhoon.httpserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;
import typhoon.http.HttpHeaders;
import typhoon.http.HttpInputError;
import typhoon.http.HttpOutputError;
import typhoon.iostream.StreamClosedError;
import typhoon.testing.ExpectLog;

class ErrorTest extends ServerTestCase {
    private static final String GET = "GET /x HTTP/1.1\r\nHost: x\r\n\r\n";

    private void assertServerError(String log) {
        try (var expected = new ExpectLog("typhoon.application", log); var client = connect()) {
            client.send(GET + GET);
            var response = client.readResponse();
            assertEquals(500, response.code());
            assertEquals("Internal Server Error\n", response.bodyText());
            assertEquals("close", response.headers().get("Connection"));
            assertEquals("", client.readAll());
            assertTrue(expected.loggedStack());
            assertEquals(1, expected.matched().size());
        }
    }

    /** A response that was not finished must not look as if it were. */
    private void assertCutOff() {
        try (var _ = new ExpectLog("typhoon.application", "Uncaught exception GET /x .*"); var client = connect()) {
            client.send(GET);
            assertFalse(client.readAll().endsWith("0\r\n\r\n"));
        }
    }

    @Test
    void whatADelegateThrowsIsLoggedOnceAndAnsweredWith500() {
        serve(request -> {
            throw new IOException("secret");
        });
        assertServerError("Uncaught exception GET /x \\(127.0.0.1\\)");
    }

    @Test
    void anErrorIsCaughtToo() {
        serve(request -> endless(1));
        assertServerError("Uncaught exception GET /x .*");
    }

    @SuppressWarnings("InfiniteRecursion")
    private static int endless(int n) {
        return endless(n + 1) + 1;
    }

    @Test
    void aDelegateMustAnswer() {
        serve(request -> {});
        assertServerError("Uncaught exception GET /x .*");
    }

    @Test
    void aResponseThatWasBegunIsFinishedForTheDelegate() {
        serve(request -> request.connection().writeHeaders(200, "OK", new HttpHeaders(), bytes("part"), false));
        assertEquals("part", fetch("/").bodyText());
        assertEquals("part", fetch("/").bodyText());
        assertEquals(1, connectionsAccepted());
    }

    @Test
    void aResponseThatWasBegunIsCutOffByAnError() {
        serve(request -> {
            request.connection().writeHeaders(200, "OK", new HttpHeaders(), bytes("part"), false);
            throw new IllegalStateException("in the middle");
        });
        assertCutOff();
    }

    @Test
    void aResponseThatWasFinishedIsNotHurtByAnError() {
        serve(request -> {
            answer(request, "whole");
            throw new IllegalStateException("afterwards");
        });
        try (var _ = new ExpectLog("typhoon.application", "Uncaught exception GET /x .*"); var client = connect()) {
            client.send(GET);
            assertEquals("whole", client.readResponse().bodyText());
            assertTrue(client.closed());
        }
    }

    @Test
    void theLineNamesTheRequestWithoutItsControlCharacters() {
        serve(request -> {
            throw new IllegalStateException("broken");
        });
        String line = "Uncaught exception GET /\\\\x80\\\\x9b \\(127.0.0.1\\)";
        try (var client = connect(); var _ = new ExpectLog("typhoon.application", line)) {
            client.send("GET /\u0080\u009b HTTP/1.1\r\nHost: x\r\n\r\n");
            assertEquals(500, client.readResponse().code());
        }
    }

    @Test
    void anInputErrorHasItsOwnStatusAndNoStack() {
        serve(request -> {
            throw new HttpInputError(422, "no good");
        });
        var response = fetch("/");
        assertEquals(422, response.code());
        assertEquals("Unprocessable Content: no good\n", response.bodyText());
    }

    @Test
    void theEndOfSomebodyElsesStreamIsAnError() {
        serve(request -> {
            throw new StreamClosedError(null);
        });
        assertServerError("Uncaught exception GET /x .*");
    }

    @Test
    void whatIsNoRequestIsOneLineAtInfo() {
        try (var log = new ExpectLog("typhoon.general", "Refused what 127.0.0.1 sent: .*").level(Level.INFO); var client = connect()) {
            client.send("asdf\r\n\r\n");
            assertEquals(400, client.readResponse().code());
            assertTrue(client.closed());
            assertEquals(1, log.matched().size());
            assertFalse(log.loggedStack());
        }
    }

    @Test
    void anErrorForHeadHasNoBody() {
        serve(request -> {
            throw new HttpInputError(400, "no good");
        });
        try (var client = connect()) {
            client.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
            assertTrue(client.readAll().endsWith("Content-Length: 21\r\n\r\n"));
        }
    }

    @Test
    void moreThanWasAnnouncedIsCutOff() {
        serve(request -> {
            var headers = new HttpHeaders();
            headers.set("Content-Length", "5");
            request.connection().writeHeaders(200, "OK", headers, bytes("123"), false);
            var error = assertThrows(HttpOutputError.class, () -> request.connection().write(bytes("456")));
            assertEquals("Content-Length is 5, but 6 bytes were written", error.getMessage());
            throw error;
        });
        try (var _ = new ExpectLog("typhoon.application", "Uncaught exception GET /x .*"); var client = connect()) {
            client.send(GET);
            assertFalse(client.readAll().contains("456"));
        }
    }

    @Test
    void lessThanWasAnnouncedIsCutOff() {
        serve(request -> {
            var headers = new HttpHeaders();
            headers.set("Content-Length", "5");
            request.connection().writeHeaders(200, "OK", headers, bytes("123"), false);
        });
        try (var _ = new ExpectLog("typhoon.application", "Uncaught exception GET /x .*"); var client = connect()) {
            client.send(GET);
            assertThrows(AssertionError.class, client::readResponse);
        }
    }

    @Test
    void whatCannotBeTrueIsRefusedBeforeAnythingIsSent() {
        serve(request -> {
            var headers = new HttpHeaders();
            headers.set("Content-Length", "5");
            var connection = request.connection();
            assertThrows(HttpOutputError.class, () -> connection.writeHeaders(200, "OK", headers, bytes("123"), true));
            assertThrows(HttpOutputError.class, () -> connection.writeHeaders(200, "OK", headers, bytes("123456"), false));
            assertThrows(HttpOutputError.class, () -> connection.writeHeaders(204, "No Content", new HttpHeaders(), bytes("1"), true));
            assertThrows(HttpOutputError.class, () -> connection.writeHeaders(204, "No Content", headers, null, true));
            assertThrows(HttpOutputError.class, () -> connection.writeHeaders(304, "Not Modified", new HttpHeaders(), bytes("1"), false));
            headers.set("Content-Length", "5, 5");
            assertThrows(HttpOutputError.class, () -> connection.writeHeaders(200, "OK", headers, null, false));
            headers.remove("Content-Length");
            assertThrows(IllegalArgumentException.class, () -> connection.writeHeaders(200, "a\r\nb", headers, null, true));
            assertThrows(IllegalArgumentException.class, () -> connection.writeHeaders(100, "Continue", headers, null, true));
            assertThrows(IllegalArgumentException.class, () -> connection.writeHeaders(600, "", headers, null, true));
            headers.set("Transfer-Encoding", "chunked");
            assertThrows(HttpOutputError.class, () -> connection.writeHeaders(200, "OK", headers, null, false));
            assertThrows(IllegalStateException.class, connection::finish);
            assertThrows(IllegalStateException.class, connection::flush);
            assertThrows(IllegalStateException.class, () -> connection.write(bytes("")));
            answer(request, "fine");
            assertThrows(IllegalStateException.class, connection::finish);
            assertThrows(IllegalStateException.class, () -> answer(request, "again"));
        });
        assertEquals("fine", fetch("/").bodyText());
        assertEquals("fine", fetch("/").bodyText());
        assertEquals(1, connectionsAccepted());
    }

    @Test
    void anOldRequestCannotTouchTheNext() {
        var old = new HttpConnection[1];
        serve(request -> {
            if (old[0] instanceof HttpConnection before) {
                assertThrows(IllegalStateException.class, () -> before.write(bytes("x")));
                before.setCloseCallback(() -> {
                    throw new IllegalStateException("never");
                });
            }
            old[0] = request.connection();
            answer(request, "fine");
        });
        assertEquals("fine", fetch("/").bodyText());
        assertEquals("fine", fetch("/").bodyText());
    }
}

package typhoon.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RawClientTest extends AsyncTestCase {
    private final ServerSocket listening = bindUnusedPort();
    private @Nullable Socket peer;

    @AfterEach
    void close() throws IOException {
        listening.close();
        if (peer != null) peer.close();
    }

    @Test
    void itReadsWhatItIsAskedFor() throws IOException {
        try (var client = connect("one\r\ntwo\r\n12345rest")) {
            assertEquals("one\r\n", client.readUntil("\r\n"));
            assertEquals("two\r\n1", client.readUntil("\n1"));
            assertArrayEquals(new byte[] {'2', '3', '4', '5'}, client.readBytes(4));
            assertEquals("rest", client.readAll());
            assertTrue(client.closed());
        }
    }

    @Test
    void anEarlyEndFailsWithWhatCame() throws IOException {
        try (var client = connect("HTTP/1.1 200 OK\r\nConte")) {
            var failure = assertThrows(AssertionError.class, client::readResponse);
            assertTrue(failure.getMessage().contains("Conte"), failure.getMessage());
        }
    }

    @Test
    void aChunkedResponseIsReadToItsTrailers() throws IOException {
        String chunks = "3;x=1\r\nabc\r\n2\r\nde\r\n0\r\nDigest: x\r\n\r\n";
        try (var client = connect("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks + "HTTP/1.1 204 \r\n\r\n")) {
            var first = client.readResponse();
            assertEquals("abcde", first.bodyText());
            assertEquals("x", first.trailers().get("Digest"));
            assertEquals("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", first.head());
            assertEquals(204, client.readResponse().code());
        }
    }

    @Test
    void withoutALengthTheBodyEndsWithTheConnectionAndHeadHasNone() throws IOException {
        try (var client = connect("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nHTTP/1.0 404 Not Found\r\n\r\nsorry")) {
            assertEquals("", client.readResponse("HEAD").bodyText());
            var second = client.readResponse();
            assertEquals("sorry", second.bodyText());
            assertEquals("Not Found", second.reason());
            assertEquals("HTTP/1.0", second.version());
        }
    }

    @Test
    void silenceAndClosingAreToldApart() throws IOException {
        try (var client = new RawClient(listening.getLocalPort()); var socket = listening.accept()) {
            assertTrue(client.silentFor(Duration.ofMillis(20)));
            assertFalse(client.closedWithin(Duration.ofMillis(20)));
            socket.getOutputStream().write('x');
            assertFalse(client.silentFor(Duration.ofSeconds(2)));
            assertEquals("x", client.readUntil("x"));
            socket.shutdownOutput();
            assertTrue(client.closed());
        }
    }

    @Test
    void aPeerSeesHalfCloseAndReset() throws IOException {
        try (var client = new RawClient(listening.getLocalPort()); var socket = listening.accept()) {
            client.send("bye").shutdownOutput();
            assertEquals("bye", new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1));
            client.reset();
            assertThrows(IOException.class, () -> {
                for (int i = 0; i < 100; i++) socket.getOutputStream().write(new byte[1000]);
            });
        }
    }

    private RawClient connect(String answer) throws IOException {
        var client = new RawClient(listening.getLocalPort());
        peer = listening.accept();
        peer.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
        peer.shutdownOutput();
        return client;
    }
}

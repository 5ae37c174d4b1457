package typhoon.httpserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;
import typhoon.http.HttpHeaders;
import typhoon.netty.StreamChannel;
import typhoon.testing.RawClient;

class DetachTest extends ServerTestCase {
    private static final String UPGRADE = "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n";

    private final List<String> events = new ArrayList<>();

    /** What the connection becomes: everything is sent back. */
    private final class Echo implements Upgraded, Runnable {
        private final StreamChannel channel;

        Echo(HttpConnection connection) {
            var headers = new HttpHeaders();
            headers.set("Connection", "Upgrade");
            headers.set("Upgrade", "echo");
            connection.writeHeaders(101, "Switching Protocols", headers, null, true);
            channel = connection.detach(this);
            channel.serveWith(this);
            channel.loop().enqueue(this);
        }

        @Override
        public void run() {
            var inbox = channel.inbox();
            if (inbox.isReadable()) events.add("read " + inbox.toString(StandardCharsets.ISO_8859_1));
            channel.outbox().writeBytes(inbox);
            channel.consumed();
            channel.touch();
            if (channel.eof()) channel.close();
            channel.detachWorker();
        }

        @Override
        public void drain() {
            events.add("drain");
            channel.close();
        }

        @Override
        public void closed() {
            events.add("closed");
        }
    }

    private RawClient upgraded() {
        serve(request -> new Echo(request.connection()));
        var client = connect();
        client.send(UPGRADE + "early");
        var response = client.readUntil("\r\n\r\n");
        assertTrue(response.startsWith("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n"), response);
        assertEquals("early", new String(client.readBytes(5), StandardCharsets.ISO_8859_1));
        return client;
    }

    @Test
    void theSuccessorGetsWhatCameEarlyAndWhatComesLater() {
        try (var client = upgraded()) {
            client.send("later");
            assertEquals("later", new String(client.readBytes(5), StandardCharsets.ISO_8859_1));
            client.shutdownOutput();
            assertEquals("", client.readAll());
        }
        waitFor(() -> events.contains("closed"));
        assertEquals(List.of("read early", "read later", "closed"), events);
        assertEquals(0, server().connections());
    }

    @Test
    void anUpgradedConnectionHasNoIdleTimeout() {
        try (var client = upgraded()) {
            clock().advance(Duration.ofHours(1));
            client.send("still");
            assertEquals("still", new String(client.readBytes(5), StandardCharsets.ISO_8859_1));
            assertEquals(1, server().connections());
        }
    }

    @Test
    void aDrainTellsIt() {
        try (var client = upgraded()) {
            var drained = Gen.spawn(() -> server().drain(Duration.ofSeconds(10)));
            assertEquals("", client.readAll());
            client.shutdownOutput();
            assertEquals(0, Gen.await(drained));
        }
        waitFor(() -> events.contains("closed"));
        assertEquals(List.of("read early", "drain", "closed"), events);
    }

    @Test
    void aResetReachesIt() {
        var client = upgraded();
        client.reset();
        waitFor(() -> events.contains("closed"));
    }

    @Test
    void aRequestWithABodyCannotBeUpgraded() {
        serve(request -> new Echo(request.connection()));
        try (var client = connect()) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n");
            assertEquals(400, client.readResponse().code());
        }
        assertEquals(List.of(), events);
    }

    @Test
    void nothingCanBeWrittenThroughTheOldDoor() {
        serve(request -> {
            new Echo(request.connection());
            assertThrows(IllegalStateException.class, () -> request.connection().write(bytes("x")));
            assertThrows(IllegalStateException.class, () -> answer(request, "x"));
            events.add("fine");
        });
        try (var client = connect()) {
            client.send(UPGRADE);
            client.readUntil("\r\n\r\n");
            waitFor(() -> events.contains("fine"));
        }
    }
}

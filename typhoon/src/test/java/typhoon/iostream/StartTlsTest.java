package typhoon.iostream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import typhoon.gen.Gen;
import typhoon.ioloop.TimeoutError;
import typhoon.testing.AsyncTestCase;

/** A stream goes on in TLS. */
@Timeout(20)
class StartTlsTest extends AsyncTestCase {
    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static String refusal(StreamPair pair) {
        return assertThrows(IllegalStateException.class, () -> pair.server().startTls(true, TestTls.server(), null)).getMessage();
    }

    @Test
    void aConversationInClearGoesOnInTls() {
        try (var pair = StreamPair.plain()) {
            Future<SSLIOStream> server = Gen.spawn(() -> {
                assertEquals("STARTTLS\r\n", text(pair.server().readUntil("\r\n")));
                Gen.await(pair.server().write("220 go ahead\r\n"));
                return pair.server().startTls(true, TestTls.server(), null);
            });
            pair.client().write("STARTTLS\r\n");
            pair.client().readUntil("220 go ahead\r\n");
            SSLIOStream client = pair.client().startTls(false, TestTls.client(), "foo.example.com");
            client.write("EHLO\r\n");
            assertEquals("EHLO\r\n", text(Gen.await(server).readUntil("\r\n")));
            assertTrue(client.session().getProtocol().startsWith("TLSv1."), client.session().getProtocol());
            assertNull(client.alpnProtocol());
            client.close();
            assertEquals("", text(Gen.await(server).readUntilClose()));
        }
    }

    @Test
    void clearTextBehindTheWordThatBeginsItIsRefused() {
        try (var pair = StreamPair.plain()) {
            pair.client().write("STARTTLS\r\nMAIL FROM:<evil>\r\n");
            pair.server().readUntil("\r\n");
            assertEquals("IOStream is not idle; cannot convert to SSL", refusal(pair));
            assertEquals("MAIL FROM:<evil>\r\n", text(pair.server().readUntil("\r\n")));
        }
    }

    @Test
    void clearTextThatComesLaterIsNeverReadAsIfItWereProtected() {
        try (var pair = StreamPair.plain()) {
            pair.client().write("STARTTLS\r\n");
            pair.server().readUntil("\r\n");
            Gen.await(pair.client().write("MAIL FROM:<evil>\r\n"));
            Gen.sleep(Duration.ofMillis(20));
            var failed = assertThrows(TlsError.class, () -> pair.server().startTls(true, TestTls.server(), null));
            assertTrue(failed.getMessage().contains("does not speak TLS"), failed.getMessage());
        }
    }

    @Test
    void aStreamWithAReadThatWaitsIsRefused() {
        try (var pair = StreamPair.plain()) {
            Future<byte[]> read = Gen.spawn(() -> pair.server().readBytes(1));
            waitFor(pair.server()::reading);
            assertEquals("IOStream is not idle; cannot convert to SSL", refusal(pair));
            pair.client().write("x");
            Gen.await(read);
        }
    }

    @Test
    void aStreamWithUnsentBytesIsRefused() {
        try (var pair = StreamPair.plain()) {
            pair.server().highWaterMark(Long.MAX_VALUE);
            pair.server().write(new byte[20_000_000]);
            assertEquals("IOStream is not idle; cannot convert to SSL", refusal(pair));
        }
    }

    @Test
    void aStreamThatWasConvertedSaysWhatHelps() {
        try (var pair = StreamPair.plain()) {
            var answering = Gen.spawn(() -> pair.server().startTls(true, TestTls.server(), null));
            try (SSLIOStream client = pair.client().startTls(false, TestTls.client(), "localhost")) {
                String said = assertThrows(IllegalStateException.class, () -> pair.client().write("x")).getMessage();
                assertTrue(said.contains("startTls returned"), said);
                pair.client().close();
                client.write("on");
                assertEquals("on", text(Gen.await(answering).readBytes(2)));
                Gen.await(answering).close();
            }
        }
    }

    @Test
    void limitsAndCloseCallbackMoveOver() {
        var calls = new ArrayList<String>();
        try (var pair = StreamPair.plain()) {
            IOStream server = pair.server();
            server.maxBufferSize(5000);
            server.readChunkSize(1000);
            server.maxWriteBufferSize(7000);
            server.highWaterMark(3000);
            server.setCloseCallback(() -> calls.add("closed"));
            var answering = Gen.spawn(() -> server.startTls(true, TestTls.server(), null));
            SSLIOStream client = pair.client().startTls(false, TestTls.client(), "localhost");
            SSLIOStream secret = Gen.await(answering);
            assertEquals(List.of(5000L, 1000L, 7000L, 3000L),
                    List.of((long) secret.maxBufferSize(), (long) secret.readChunkSize(), secret.maxWriteBufferSize(),
                            secret.highWaterMark()));
            client.close();
            waitFor(() -> !calls.isEmpty());
            assertEquals(List.of("closed"), calls);
        }
    }

    @Test
    void whatIsWrittenBeforeTheHandshakeIsDoneIsSentAfterIt() {
        try (var pair = StreamPair.plain()) {
            var server = new SSLIOStream(pair.server(), true, TestTls.server(), null);
            assertTrue(server.reading() && server.writing());
            server.write("hello");
            var client = new SSLIOStream(pair.client(), false, TestTls.client(), "localhost");
            client.write("world");
            assertEquals("hello", text(client.readBytes(5)));
            assertEquals("world", text(server.readBytes(5)));
            waitFor(() -> !server.reading() && !server.writing());
            client.close();
            server.close();
        }
    }

    @Test
    void aHandshakeThatIsDoneIsNotWaitedFor() {
        try (var pair = StreamPair.tls(TestTls.server(), TestTls.client())) {
            var client = (SSLIOStream) pair.client();
            assertSame(client, client.waitForHandshake());
        }
    }

    @Test
    void onlyOneWaitsForAHandshake() {
        try (var pair = StreamPair.plain()) {
            var server = new SSLIOStream(pair.server(), true, TestTls.server(), null);
            Future<SSLIOStream> first = Gen.spawn(server::waitForHandshake);
            Gen.moment();
            String said = assertThrows(IllegalStateException.class, server::waitForHandshake).getMessage();
            assertTrue(said.startsWith("Already waiting"), said);
            pair.client().startTls(false, TestTls.client(), "localhost").close();
            assertSame(server, Gen.await(first));
            server.close();
        }
    }

    @Test
    void bothSidesAgreeOnAProtocol() {
        try (var pair = StreamPair.tls(TestTls.server().alpn("h2", "http/1.1"), TestTls.client().alpn("http/1.1"))) {
            assertEquals("http/1.1", ((SSLIOStream) pair.client()).alpnProtocol());
            assertEquals("http/1.1", ((SSLIOStream) pair.server()).alpnProtocol());
        }
    }

    @Test
    void aHandshakeThatTakesTooLongEnds() {
        try (var pair = StreamPair.plain()) {
            TlsOptions hasty = TestTls.server().handshakeTimeout(Duration.ofSeconds(5));
            hasty.prepare(true);
            Future<SSLIOStream> server = Gen.spawn(() -> pair.server().startTls(true, hasty, null));
            for (int i = 0; i < 5; i++) Gen.moment();
            assertFalse(server.isDone());
            clock().advance(Duration.ofSeconds(6));
            var failed = assertThrows(TlsError.class, () -> Gen.await(server));
            assertTrue(failed.getMessage().contains("longer than 5000 ms"), failed.getMessage());
            assertEquals("", text(pair.client().readUntilClose()));
        }
    }

    @Test
    void whoGivesUpAHandshakeClosesTheStream() {
        try (var pair = StreamPair.plain()) {
            TlsOptions options = TestTls.server();
            options.prepare(true);
            assertThrows(TimeoutError.class,
                    () -> Gen.withTimeout(Duration.ofMillis(200), () -> pair.server().startTls(true, options, null)));
            assertEquals("", text(pair.client().readUntilClose()));
        }
    }

    @Test
    void aPeerThatGoesAwayInTheMiddleIsNoFailureOfTls() {
        try (var pair = StreamPair.plain()) {
            Future<SSLIOStream> server = Gen.spawn(() -> pair.server().startTls(true, TestTls.server(), null));
            Gen.sleep(Duration.ofMillis(20));
            pair.client().close();
            assertThrows(StreamClosedError.class, () -> Gen.await(server));
        }
    }

    @Test
    void aPeerThatEndsInTheMiddleIsWaitedForNoLongerThanASecondAndIsNoFailureOfTlsEither() {
        try (var pair = StreamPair.plain()) {
            TlsOptions options = TestTls.server();
            options.prepare(true);
            Future<SSLIOStream> server = Gen.spawn(() -> pair.server().startTls(true, options, null));
            Gen.await(pair.client().write(new byte[] {22, 3, 1, 2, 0, 1}));          // how a hello of 512 bytes begins
            pair.client().close();
            for (int turn = 0; turn < 20; turn++) Gen.moment();
            assertFalse(server.isDone(), "what it sent may be with an executor");
            clock().advance(Duration.ofSeconds(1));
            var gone = assertThrows(StreamClosedError.class, () -> Gen.await(server));
            assertNull(gone.realError());
        }
    }

    @Test
    void aPeerThatHasEndedBeforeTlsBeganHasGoneAway() {
        try (var pair = StreamPair.plain()) {
            Gen.await(pair.client().write(new byte[] {22, 3, 1, 2, 0, 1}));
            pair.client().close();
            waitFor(pair.server().channel()::eof);
            var gone = assertThrows(StreamClosedError.class, () -> pair.server().startTls(true, TestTls.server(), null));
            assertNull(gone.realError());
        }
    }
}

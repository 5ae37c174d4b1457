package typhoon.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static typhoon.web.URLSpec.url;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;
import typhoon.http.GzipDecompressor;
import typhoon.httpserver.RequestDelegate;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.ExpectLog;
import typhoon.testing.RawClient;
import typhoon.testing.TestResponse;

/** What leaves as gzip, and what its head says then. */
class CompressionTest extends AsyncHttpTestCase {
    private static final String LONG = "hello world" + "!".repeat(1024);

    private int steps;
    private int turns;
    private int turnsInFinish;

    static class Hello extends RequestHandler {
        @Override public void get() {
            for (String name : getArguments("vary")) addHeader("Vary", name);
            if (getArgument("type", "") instanceof String type && !type.isEmpty()) setHeader("Content-Type", type);
            if (getArgument("name", "") instanceof String name && !name.isEmpty()) setHeader(name, getArgument("value"));
            setStatus(getArgument("status", 200));
            if (getArgument("body", true)) write(LONG.substring(0, Math.min(LONG.length(), getArgument("size", LONG.length()))));
        }

        @Override public void head() {
            get();
        }
    }

    static class Secret extends Hello {
        @Override protected boolean mayCompress() {
            return false;
        }
    }

    /** As a handler of files does it: the length is known, and HEAD writes nothing. */
    static class Sized extends RequestHandler {
        @Override public void get() {
            head();
            write(LONG.substring(0, 1000));
            flush();
            write(LONG.substring(1000));
        }

        @Override public void head() {
            setHeader("Content-Length", LONG.length());
            setHeader("Etag", "\"file\"");
        }
    }

    class Steps extends RequestHandler {
        @Override public void get() {
            int done = 0;
            for (String piece : List.of("one", "two", "three")) {
                write(piece + " of " + getArgument("name"));
                flush();
                done++;
                int enough = done;
                waitFor(() -> steps >= enough);
            }
            write(", the end");
        }
    }

    static class Short extends RequestHandler {
        @Override public void get() {
            setHeader("Content-Length", 5000);
            write(LONG);
            if (getArgument("flush", true)) flush();
        }
    }

    class Huge extends RequestHandler {
        @Override public void get() {
            setHeader("Content-Type", "text/plain");
            write(huge());
            int before = turns;
            finish();
            turnsInFinish = turns - before;
        }
    }

    private static byte[] huge() {
        var text = new byte[4 * 1024 * 1024];
        var random = new Random(7);
        for (int i = 0; i < text.length; i++) text[i] = (byte) ('a' + random.nextInt(20));
        return text;
    }

    @Override protected RequestDelegate getApp() {
        return new Application(new Settings().compressResponse(true),
                url("/", Hello::new), url("/secret", Secret::new), url("/sized", Sized::new),
                url("/steps", () -> new Steps()), url("/short", Short::new), url("/huge", () -> new Huge()),
                new Application(url("/plain", Hello::new)),
                new Application(new Settings().compressResponse(true).compressMinLength(10), url("/ten", Hello::new)));
    }

    private TestResponse zipped(String path) {
        return fetch(get(path).header("Accept-Encoding", "gzip"));
    }

    private static String unzip(byte[] bytes) {
        try (var gunzip = new GzipDecompressor()) {
            return new String(gunzip.decompress(bytes), UTF_8) + new String(gunzip.flush(), UTF_8);
        }
    }

    @Test void aLongTextIsPacked() {
        var reply = zipped("/");
        assertEquals("gzip", reply.headers().get("Content-Encoding"));
        assertEquals("Accept-Encoding", reply.headers().get("Vary"));
        assertEquals(String.valueOf(reply.body().length), reply.headers().get("Content-Length"));
        assertTrue(reply.body().length < 100, reply.body().length + " bytes");
        assertEquals(LONG, unzip(reply.body()));
    }

    @Test void itIsOffUnlessAskedFor() {
        var reply = zipped("/plain");
        assertEquals(LONG, reply.bodyText());
        assertNull(reply.headers().get("Vary"));
    }

    @Test void whoTakesGzipGetsIt() {
        for (String accept : List.of("GZIP", "br, gzip;q=0.5", "*", "br;q=1.0, *;q=0.5", "identity;q=0.5, gzip", "gzip ; q=0.001")) {
            assertEquals("gzip", fetch(get("/").header("Accept-Encoding", accept)).headers().get("Content-Encoding"), accept);
        }
    }

    @Test void whoDoesNotTakeItGetsThePlainTextAndTheSameVary() {
        var none = fetch("/");
        assertEquals(LONG, none.bodyText());
        assertEquals("Accept-Encoding", none.headers().get("Vary"));
        for (String accept : List.of("gzip;q=0", "gzip;q=0.000, *", "identity", "*;q=0", "deflate, br", "", "xgzip",
                "gzip;q=0.5, identity")) {
            var reply = fetch(get("/").header("Accept-Encoding", accept));
            assertNull(reply.headers().get("Content-Encoding"), accept);
            assertEquals("Accept-Encoding", reply.headers().get("Vary"), accept);
            assertEquals(LONG, reply.bodyText());
        }
    }

    @Test void varyKeepsWhatItHadAndSaysNothingTwice() {
        assertEquals("Accept-Language, Accept-Encoding", zipped("/?vary=Accept-Language").headers().get("Vary"));
        assertEquals("Accept-Language,Cookie, Accept-Encoding", zipped("/?vary=Accept-Language&vary=Cookie").headers().get("Vary"));
        assertEquals("accept-encoding", zipped("/?vary=accept-encoding").headers().get("Vary"));
        assertEquals("*", zipped("/?vary=*").headers().get("Vary"));
    }

    @Test void aShortBodyStaysAsItIsAndDependsOnNothing() {
        assertNull(zipped("/?size=1023").headers().get("Content-Encoding"));
        assertNull(zipped("/?size=1023").headers().get("Vary"));
        assertEquals("gzip", zipped("/?size=1024").headers().get("Content-Encoding"));
        assertEquals("gzip", zipped("/ten?size=10").headers().get("Content-Encoding"));
        assertNull(zipped("/ten?size=9").headers().get("Content-Encoding"));
    }

    @Test void onlyTypesOfTextArePacked() {
        for (String type : List.of("text/plain", "TEXT/css; charset=utf-8", "application/json", "application/javascript",
                "application/x-javascript", "application/xml", "application/atom%2Bxml", "application/xhtml%2Bxml", "image/svg%2Bxml"))
            assertEquals("gzip", zipped("/?type=" + type.replace(" ", "%20")).headers().get("Content-Encoding"), type);
        for (String type : List.of("image/png", "application/octet-stream", "video/mp4", "textual/plain", "application/zip"))
            assertNull(zipped("/?type=" + type).headers().get("Content-Encoding"), type);
    }

    @Test void whatIsPartialOrEncodedOrKeptIsLeftAlone() {
        for (String query : List.of("status=206", "name=Content-Range&value=bytes%200-9/10", "name=Cache-Control&value=no-transform")) {
            var reply = zipped("/?" + query);
            assertNull(reply.headers().get("Content-Encoding"), query);
            assertEquals(LONG, reply.bodyText(), query);
        }
        var encoded = zipped("/?name=Content-Encoding&value=br");
        assertEquals("br", encoded.headers().get("Content-Encoding"));
        assertEquals(LONG, encoded.bodyText());
        assertNull(zipped("/?status=204&body=false").headers().get("Content-Encoding"));
    }

    @Test void aHandlerMaySayNo() {
        var reply = zipped("/secret");
        assertEquals(LONG, reply.bodyText());
        assertNull(reply.headers().get("Vary"));
    }

    @Test void thePackedFormHasAWeakTagAndEitherIsKnownAgain() {
        String plain = fetch("/").headers().get("Etag");
        String packed = zipped("/").headers().get("Etag");
        assertEquals("W/" + plain, packed);
        for (String tag : List.of(String.valueOf(plain), packed)) {
            var reply = fetch(get("/").header("Accept-Encoding", "gzip").header("If-None-Match", tag));
            assertEquals(304, reply.code());
            assertEquals(packed, reply.headers().get("Etag"));
            assertEquals("Accept-Encoding", reply.headers().get("Vary"));
            assertNull(reply.headers().get("Content-Encoding"));
            assertEquals(0, reply.body().length);
            assertEquals(304, fetch(get("/").header("If-None-Match", tag)).code());
        }
    }

    @Test void headSaysWhatGetSaysButForTheLength() {
        for (String path : List.of("/", "/sized")) {
            var got = zipped(path).headers();
            var head = fetch(head(path).header("Accept-Encoding", "gzip"));
            for (String name : List.of("Content-Encoding", "Vary", "Etag", "Content-Type"))
                assertEquals(got.get(name), head.headers().get(name));
            assertNull(head.headers().get("Content-Length"), path);
            assertEquals("gzip", head.headers().get("Content-Encoding"));
        }
        assertEquals(String.valueOf(LONG.length()), fetch(head("/sized")).headers().get("Content-Length"));
    }

    @Test void aBodyOfKnownLengthThatLeavesInPiecesIsPackedToo() {
        var reply = zipped("/sized");
        assertNull(reply.headers().get("Content-Length"));
        assertEquals("W/\"file\"", reply.headers().get("Etag"));
        assertEquals(LONG, unzip(reply.body()));
        assertEquals(LONG, fetch("/sized").bodyText());
    }

    @Test void eachFlushedPieceCanBeUnpackedWhenItComes() {
        try (var client = connect(); var gunzip = new GzipDecompressor()) {
            client.send("GET /steps?name=a HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n");
            assertTrue(client.readUntil("\r\n\r\n").contains("Content-Encoding: gzip"));
            for (String piece : List.of("one of a", "two of a", "three of a")) {
                assertEquals(piece, new String(gunzip.decompress(chunk(client)), UTF_8));
                steps++;
            }
            assertEquals(", the end", new String(gunzip.decompress(chunk(client)), UTF_8));
            assertEquals(0, gunzip.flush().length);
            assertEquals("0\r\n\r\n", client.readUntil("\r\n\r\n"));
        }
    }

    @Test void responsesThatArePackedAtTheSameTimeDoNotMix() {
        var clients = new ArrayList<RawClient>();
        for (String name : List.of("a", "b", "c"))
            clients.add(connect().send("GET /steps?name=" + name + " HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n"));
        for (RawClient client : clients) client.readUntil("\r\n\r\n");
        var first = new ArrayList<byte[]>();
        for (RawClient client : clients) first.add(chunk(client));
        steps = 10;
        for (int i = 0; i < 3; i++) {
            var all = new ByteArrayOutputStream();
            all.writeBytes(first.get(i));
            for (int piece = 0; piece < 3; piece++) all.writeBytes(chunk(clients.get(i)));
            String name = "abc".substring(i, i + 1);
            assertEquals("one of " + name + "two of " + name + "three of " + name + ", the end", unzip(all.toByteArray()));
            clients.get(i).close();
        }
    }

    private static byte[] chunk(RawClient client) {
        int size = Integer.parseInt(client.readUntil("\r\n").strip(), 16);
        byte[] bytes = client.readBytes(size);
        client.readBytes(2);
        return bytes;
    }

    @Test void aBodyThatIsShorterThanAnnouncedDoesNotLookComplete() {
        try (var _ = new ExpectLog("typhoon.application", "Uncaught exception GET /short"); var client = connect()) {
            client.send("GET /short HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n");
            assertFalse(client.readAll().endsWith("0\r\n\r\n"));
        }
        try (var _ = new ExpectLog("typhoon.application", "Uncaught exception GET /short")) {
            assertEquals(500, zipped("/short?flush=false").code());
        }
    }

    @Test void aHugeBodyLetsOthersHaveTheirTurns() {
        var counting = Gen.spawn(() -> {
            while (turnsInFinish == 0) {
                turns++;
                Gen.moment();
            }
        });
        var reply = zipped("/huge");
        Gen.await(counting);
        assertTrue(turnsInFinish >= 60, turnsInFinish + " turns");
        assertEquals(new String(huge(), UTF_8), unzip(reply.body()));
    }

    @Test void anOldClientGetsThePiecesUpToTheEndOfTheConnection() {
        steps = 10;
        try (var client = connect()) {
            client.send("GET /steps?name=a HTTP/1.0\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n");
            client.readUntil("\r\n\r\n");
            assertEquals("one of atwo of athree of a, the end", unzip(client.readAllBytes()));
        }
    }

    @Test void aNegativeLengthIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Settings().compressMinLength(-1));
    }
}

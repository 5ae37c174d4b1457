package typhoon.httpserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;
import typhoon.testing.TestRequest;

/** Requests whose body is gzip, at a server that unpacks them. */
class PackedBodyTest extends ServerTestCase {
    private final List<Integer> pieces = new ArrayList<>();

    private static byte[] gzip(byte[] plain) {
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            out.write(plain);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return packed.toByteArray();
    }

    @Override
    protected ServerOptions serverOptions() {
        return new ServerOptions().decompressRequest(true).maxBody(1_000_000);
    }

    private static TestRequest packed(byte[] plain) {
        return post("/").body(gzip(plain)).header("Content-Encoding", "gzip");
    }

    private void echo() {
        serve(request -> answer(request, request.headers().get("X-Consumed-Content-Encoding", "none") + " "
                + request.headers().contains("Content-Encoding") + " " + text(request.body())));
    }

    private void countPieces() {
        serve(request -> {
            int sum = 0;
            while (request.readChunk() instanceof byte[] piece) {
                pieces.add(piece.length);
                sum += piece.length;
            }
            answer(request, "" + sum);
        });
    }

    @Test
    void aBodyArrivesUnpackedAndSaysWhatItWas() {
        echo();
        assertEquals("gzip false hello", fetch(packed(bytes("hello"))).bodyText());
        assertEquals("GZip false hello", fetch(post("/").body(gzip(bytes("hello"))).header("Content-Encoding", "GZip")).bodyText());
        assertEquals("none false hello", fetch(post("/").body("hello")).bodyText());
        assertEquals("none true hello", fetch(post("/").body("hello").header("Content-Encoding", "br")).bodyText());
        assertEquals(1, connectionsAccepted());
    }

    @Test
    void aFormIsReadFromIt() {
        serve(request -> {
            request.readBody();
            answer(request, request.bodyArguments().toString());
        });
        assertEquals("{foo=[bar]}", fetch(packed(bytes("foo=bar")).header("Content-Type", "application/x-www-form-urlencoded")).bodyText());
    }

    @Test
    void piecesAreNoLargerThanThoseOfOtherBodies() {
        countPieces();
        assertEquals("900000", fetch(packed(new byte[900_000])).bodyText());
        assertEquals("900000", fetch(post("/").body(new byte[900_000])).bodyText());
        assertTrue(pieces.size() > 20 && pieces.stream().allMatch(size -> size <= 64 * 1024), pieces.toString());
    }

    @Test
    void inChunksItIsUnpackedToo() {
        countPieces();
        byte[] packed = gzip("abcdefghij".repeat(1000).getBytes(StandardCharsets.US_ASCII));
        try (var client = connect()) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (byte b : packed) client.send("1\r\n").send(new byte[] {b}).send("\r\n");
            client.send("0\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n");
            assertEquals("10000", client.readResponse().bodyText());
            assertEquals("0", client.readResponse().bodyText());
        }
    }

    @Test
    void whoeverReadsSlowlyIsWaitedFor() {
        var go = new boolean[1];
        serve(request -> {
            int sum = 0;
            while (request.readChunk() instanceof byte[] piece) {
                sum += piece.length;
                waitFor(() -> go[0]);
            }
            answer(request, "" + sum);
        });
        var answer = Gen.spawn(() -> fetch(packed(new byte[500_000])).bodyText());
        for (int turn = 0; turn < 100; turn++) Gen.moment();
        go[0] = true;
        assertEquals("500000", Gen.await(answer));
    }

    @Test
    void whatItBecomesIsLimited() {
        echo();
        assertEquals(413, fetch(packed(new byte[1_000_001])).code());
        assertEquals(413, fetch(packed(new byte[100_000_000])).code());
        countPieces();
        assertEquals("1000000", fetch(packed(new byte[1_000_000])).bodyText());
    }

    @Test
    void whatIsNoGzipIsRefused() {
        echo();
        assertEquals(400, fetch(post("/").body("hello").header("Content-Encoding", "gzip")).code());
        byte[] half = Arrays.copyOf(gzip(bytes("hello")), 15);
        assertEquals(400, fetch(post("/").body(half).header("Content-Encoding", "gzip")).code());
    }

    @Test
    void whatNobodyReadsIsNotUnpacked() {
        assertEquals(200, fetch(post("/").body("no gzip at all").header("Content-Encoding", "gzip")).code());
        assertEquals("GET /next", fetch("/next").bodyText());
        assertEquals(1, connectionsAccepted());
    }
}

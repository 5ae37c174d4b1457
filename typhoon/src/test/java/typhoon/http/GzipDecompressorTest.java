package typhoon.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GzipDecompressorTest {
    private final GzipDecompressor gunzip = new GzipDecompressor();

    @AfterEach
    void close() {
        gunzip.close();
    }

    private static byte[] gzip(byte[] data) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(data);
        }
        return out.toByteArray();
    }

    private static byte[] gzip(String text) throws IOException {
        return gzip(text.getBytes(UTF_8));
    }

    private static byte[] join(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (byte[] part : parts) out.writeBytes(part);
        return out.toByteArray();
    }

    private static byte[] all(GzipDecompressor gunzip, byte[] data) {
        return join(gunzip.decompress(data), gunzip.flush());
    }

    private String refusal(byte[] data) {
        var problem = assertThrows(HttpInputError.class, () -> all(gunzip, data));
        assertEquals(400, problem.status());
        return problem.getMessage();
    }

    @Test
    void unpacksWhatWasPacked() throws IOException {
        assertEquals("hello", new String(gunzip.decompress(gzip("hello")), UTF_8));
        assertEquals(0, gunzip.flush().length);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 1000})
    void inPiecesOfAnySize(int size) throws IOException {
        var data = new byte[100_000];
        new Random(1).nextBytes(data);
        Arrays.fill(data, 0, 50_000, (byte) 'x');
        byte[] packed = gzip(data);
        var out = new ByteArrayOutputStream();
        for (int i = 0; i < packed.length; i += size)
            out.writeBytes(gunzip.decompress(Arrays.copyOfRange(packed, i, Math.min(packed.length, i + size))));
        out.writeBytes(gunzip.flush());
        assertArrayEquals(data, out.toByteArray());
    }

    @Test
    void noCallReturnsMoreThanItsLimitAndNothingIsLost() throws IOException {
        var data = new byte[1_000_000];
        byte[] rest = gzip(data);
        var out = new ByteArrayOutputStream();
        int calls = 0;
        while (rest.length > 0) {
            byte[] piece = gunzip.decompress(rest, 1000);
            assertTrue(piece.length <= 1000);
            out.writeBytes(piece);
            rest = gunzip.unconsumedTail();
            assertTrue(calls++ < 2000, "each call makes progress");
        }
        out.writeBytes(gunzip.flush());
        assertArrayEquals(data, out.toByteArray());
    }

    @Test
    void membersThatFollowEachOtherAreOneText() throws IOException {
        byte[] both = join(gzip("one "), gzip(""), gzip("two"));
        assertEquals("one two", new String(gunzip.decompress(both), UTF_8));
        assertEquals(0, gunzip.flush().length);
    }

    @Test
    void optionalPartsOfAHeaderAreSkippedAndItsChecksumIsChecked() throws IOException {
        byte[] plain = gzip("hello");
        byte[] head = join(new byte[] {0x1F, (byte) 0x8B, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 3}, new byte[] {3, 0, 'a', 'b', 'c'},
                "name\0comment\0".getBytes(UTF_8));
        var crc = new CRC32();
        crc.update(head);
        byte[] sum = {(byte) crc.getValue(), (byte) (crc.getValue() >> 8)};
        byte[] rest = Arrays.copyOfRange(plain, 10, plain.length);
        assertEquals("hello", new String(gunzip.decompress(join(head, sum, rest)), UTF_8));
        gunzip.flush();
        sum[0]++;
        try (var second = new GzipDecompressor()) {
            assertEquals("the checksum of a gzip header is wrong",
                    assertThrows(HttpInputError.class, () -> second.decompress(join(head, sum, rest))).getMessage());
        }
    }

    @Test
    void refusesWhatIsNoGzip() {
        assertEquals("expected gzip data, got something else", refusal("plain text".getBytes(UTF_8)));
    }

    @Test
    void refusesWhatFollowsTheEnd() throws IOException {
        assertEquals("expected gzip data, got something else", refusal(join(gzip("hello"), "more".getBytes(UTF_8))));
    }

    @Test
    void refusesWhatEndsInItsMiddle() throws IOException {
        byte[] packed = gzip("hello");
        for (int length = 1; length < packed.length; length++) {
            byte[] part = Arrays.copyOf(packed, length);
            try (var fresh = new GzipDecompressor()) {
                fresh.decompress(part);
                assertEquals("gzip data that ends in its middle", assertThrows(HttpInputError.class, fresh::flush).getMessage());
            }
        }
    }

    @Test
    void refusesWhatIsCorruptInAnyBitOfItsDataAndNeverHangs() throws IOException {
        byte[] packed = gzip("hello, hello, hello, and good night");
        for (int bit = 10 * 8; bit < packed.length * 8; bit++) {
            byte[] corrupt = packed.clone();
            corrupt[bit / 8] = (byte) (corrupt[bit / 8] ^ 1 << bit % 8);
            try (var fresh = new GzipDecompressor()) {
                assertThrows(HttpInputError.class, () -> all(fresh, corrupt), "bit " + bit);
            }
        }
    }

    @Test
    void nothingIsTheTextOfNothing() {
        assertEquals(0, gunzip.flush().length);
        assertThrows(IllegalStateException.class, () -> gunzip.decompress(new byte[1]));
    }
}

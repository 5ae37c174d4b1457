package typhoon.iostream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ends are found wherever packets are cut, and what was looked at is not looked at again. */
class FindTest {
    private static final int PIECES = 400_000;

    private static int end(Find find, String text) {
        return find.end(Unpooled.copiedBuffer(text, ISO_8859_1));
    }

    @Test
    void aDelimiterIsFoundWhereverItIsCut() {
        String text = "aab aab aaab rest";
        for (String delimiter : new String[] {"b", "aaab", "aab ", "a", "rest"}) {
            int wanted = text.indexOf(delimiter) + delimiter.length();
            for (int cut = 0; cut <= text.length(); cut++) {
                var find = new Find.Delimiter(delimiter.getBytes(ISO_8859_1));
                int first = end(find, text.substring(0, cut));
                assertEquals(wanted <= cut ? wanted : -1, first, delimiter + " cut at " + cut);
                if (first < 0) assertEquals(wanted, end(find, text), delimiter + " cut at " + cut);
            }
        }
    }

    @Test
    void aDelimiterIsLookedForBehindTheReaderIndex() {
        ByteBuf in = Unpooled.copiedBuffer("x\nyy\n", ISO_8859_1).skipBytes(2);
        assertEquals(3, new Find.Delimiter(new byte[] {'\n'}).end(in));
    }

    @Test
    void anEmptyDelimiterIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Find.Delimiter(new byte[0]));
    }

    @Test
    void aPatternIsFoundWhereverItIsCut() {
        String text = "GET / HTTP/1.1\r\nA: b\r\n\r\nbody";
        for (String regex : new String[] {"\r?\n\r?\n", "(?<=b)\r\n", "^GET [^ ]+ ", "HTTP/\\d\\.\\d(?=\r)", "b\\b"}) {
            var whole = Pattern.compile(regex).matcher(text);
            whole.find();
            for (int cut = 0; cut < text.length(); cut++) {
                var find = new Find.Regex(Pattern.compile(regex));
                int first = end(find, text.substring(0, cut));
                assertEquals(whole.end(), first < 0 ? end(find, text) : first, regex + " cut at " + cut);
            }
        }
    }

    /** 400,000 packets of 16 bytes: from the beginning with each of them it would be 1.3 TB to look at. */
    @Test
    @Timeout(value = 10, unit = TimeUnit.SECONDS)
    void bytesWithoutADelimiterAreLookedAtOnce() {
        grow(new Find.Delimiter("\r\n\r\n".getBytes(ISO_8859_1)), "0123456789abc\r\n\r", 1);
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.SECONDS)
    void bytesWithoutAMatchAreLookedAtOnce() {
        grow(new Find.Regex(Pattern.compile("\r?\n\r?\n")), "0123456789abcde\r", 3);
    }

    /** Patterns are the program's, but what they are matched with is the peer's; nothing else runs on the loop meanwhile. */
    @Test
    @Timeout(value = 10, unit = TimeUnit.SECONDS)
    void aPatternThatBacktracksForEverIsGivenUp() {
        for (String regex : new String[] {"a*a*a*a*b", "(?:.*a){12}b"}) {
            var given = assertThrows(UnsatisfiableReadError.class, () -> end(new Find.Regex(Pattern.compile(regex)), "a".repeat(2000)));
            assertTrue(String.valueOf(given.getMessage()).startsWith("regex \"" + regex + "\" "), given::getMessage);
        }
    }

    @Test
    void aPatternThatNeedsTooMuchStackIsGivenUp() {
        var given = assertThrows(UnsatisfiableReadError.class,
                () -> end(new Find.Regex(Pattern.compile("(a|b)*c")), "ab".repeat(1_000_000)));
        assertTrue(String.valueOf(given.getMessage()).contains("needs more stack than there is, in 2000000 bytes"), given::getMessage);
    }

    @Test
    void aLongTextIsLookedThroughAllTheSame() {
        assertEquals(50_000_005, end(new Find.Regex(Pattern.compile("[^y]*y\\d{3}z")), "x".repeat(50_000_000) + "y123z"));
    }

    @Test
    void whatIsLookedForIsNamedInOneLine() {
        assertEquals("delimiter \"\\x0d\\x0a\"", new Find.Delimiter("\r\n".getBytes(ISO_8859_1)).toString());
    }

    /** The end comes so many bytes behind the last piece. */
    private static void grow(Find find, String piece, int more) {
        ByteBuf in = Unpooled.buffer();
        byte[] bytes = piece.getBytes(ISO_8859_1);
        for (int i = 0; i < PIECES; i++) assertEquals(-1, find.end(in.writeBytes(bytes)));
        int size = in.readableBytes();
        assertEquals(size + more, find.end(in.writeBytes("\n\r\n.".getBytes(ISO_8859_1))));
    }
}

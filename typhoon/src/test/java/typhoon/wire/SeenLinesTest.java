package typhoon.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static typhoon.wire.Wire.LIMITS;
import static typhoon.wire.Wire.bytes;

import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import typhoon.http.HttpInputError;

/** What a loop remembers of the heads before must never be seen in how the next one is read. */
class SeenLinesTest {
    private static final String BEFORE = "GET /a HTTP/1.1\r\nHost: example.com\r\nAccept: text/html \r\nX-Own: 1\r\n"
            + "User-Agent: \tsomebody\r\nContent-Length: 2\r\nConnection: close\r\n\r\n";

    private final Window window = new Window();

    @Test
    void aLineThatStoodThereBeforeIsNotMadeAgain() {
        Head first = read(BEFORE);
        Head second = read(BEFORE);
        for (String name : List.of("Host", "Accept", "User-Agent", "Content-Length", "Connection"))
            assertSame(value(first, name), value(second, name), name);
    }

    @Test
    void whatProvesWhoSomebodyIsIsForgotten() {
        String secrets = "GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Basic abc\r\nCookie: id=12\r\nX-Api-Key: 12345\r\n\r\n";
        Head first = read(secrets);
        Head second = read(secrets);
        for (String name : List.of("Authorization", "Cookie", "X-Api-Key")) {
            assertEquals(value(first, name), value(second, name));
            assertNotSame(value(first, name), value(second, name), name);
        }
    }

    @Test
    void aHeadAfterAnotherIsReadAsIfItWereTheFirst() {
        var random = new Random(11);
        String likely = "\r\n\t :;,0aF\0\u007f\u00ff";
        for (int round = 0; round < 100_000; round++) {
            var text = new StringBuilder(BEFORE);
            for (int i = random.nextInt(3); i >= 0; i--) {
                int at = random.nextInt(text.length());
                char c = likely.charAt(random.nextInt(likely.length()));
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, c);
                    case 1 -> text.insert(at, c);
                    default -> text.deleteCharAt(at);
                }
            }
            read(BEFORE);
            assertEquals(outcome(new Window(), text.toString()), outcome(window, text.toString()), text.toString());
        }
    }

    @Test
    void aHeadThatEndsWhereTheLastOneWentOnIsReadToItsEnd() {
        read(BEFORE);
        for (int lines = 2; lines < 7; lines++) {
            String shorter = String.join("\r\n", List.of(BEFORE.split("\r\n")).subList(0, lines)) + "\r\n\r\n";
            assertEquals(outcome(new Window(), shorter), outcome(window, shorter));
        }
    }

    @Test
    void whatIsLeftOfTheLastHeadIsNoPartOfOneThatHasNotArrived() {
        for (int cut = 0; cut < BEFORE.length(); cut++) {
            read(BEFORE);
            assertEquals("incomplete", outcome(window, BEFORE.substring(0, cut)));
        }
    }

    @Test
    void longLinesAndLinesFarDownAreReadEachTime() {
        String agent = "a".repeat(300);
        String text = "GET / HTTP/1.1\r\nHost: x\r\nUser-Agent: " + agent + "\r\n" + "Accept: a\r\n".repeat(14) + "Via: b\r\n\r\n";
        Head first = read(text);
        Head second = read(text);
        assertEquals(agent, value(second, "User-Agent"));
        assertNotSame(value(first, "User-Agent"), value(second, "User-Agent"));
        assertNotSame(value(first, "Via"), value(second, "Via"));
    }

    private Head read(String text) {
        return Objects.requireNonNull(new Http1Reader(LIMITS, window).readHead(bytes(text)), text);
    }

    private static String value(Head head, String name) {
        return Objects.requireNonNull(head.headers().get(name), name);
    }

    private static String outcome(Window window, String text) {
        try {
            Head head = new Http1Reader(LIMITS, window).readHead(bytes(text));
            if (head == null) return "incomplete";
            return head.method() + " " + head.target() + " " + head.host() + " " + head.body() + " " + head.keepsAlive() + "\n"
                    + head.headers();
        } catch (HttpInputError refused) {
            return refused.status() + " " + refused.getMessage();
        }
    }
}

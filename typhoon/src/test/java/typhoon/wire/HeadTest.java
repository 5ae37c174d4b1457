package typhoon.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static typhoon.wire.Wire.LIMITS;
import static typhoon.wire.Wire.bytes;
import static typhoon.wire.Wire.head;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class HeadTest {
    @Test
    void aRequestIsTakenApart() {
        Head head = head("GET /a/b?c=d&e HTTP/1.1\r\nHost: example.com:8080\r\nAccept: text/html\r\nX-Own:\t  two words \t\r\n\r\n");
        assertEquals("GET", head.method());
        assertEquals("/a/b?c=d&e", head.target());
        assertEquals("/a/b", head.path());
        assertEquals("c=d&e", head.query());
        assertEquals(1, head.minorVersion());
        assertEquals("example.com:8080", head.host());
        assertEquals("text/html", head.headers().get("accept"));
        assertEquals("two words", head.headers().get("x-own"));
        assertEquals(new Body.None(), head.body());
        assertTrue(head.keepsAlive());
        assertFalse(head.expectsContinue());
    }

    @Test
    void linesStayInOrderAndApart() {
        Head head = head("GET / HTTP/1.1\r\nA: 1\r\nhost: x\r\na: 2\r\nB:\r\n\r\n");
        assertEquals("A: 1\nHost: x\na: 2\nB: \n", head.headers().toString());
        assertEquals(List.of("1", "2"), head.headers().getList("a"));
    }

    @Test
    void wordsThatAreKnownAreNotMadeAgain() {
        assertSame(head("POST / HTTP/1.1\r\nHost: x\r\n\r\n").method(), head("POST / HTTP/1.1\r\nHost: x\r\n\r\n").method());
        for (String name : List.of("content-length", "CONTENT-LENGTH", "Content-Length"))
            assertEquals("Content-Length: 0\n", head("GET / HTTP/1.0\r\n" + name + ": 0\r\n\r\n").headers().toString());
    }

    @Test
    void anUnknownMethodIsAMethod() {
        assertEquals("get", head("get / HTTP/1.1\r\nHost: x\r\n\r\n").method());
        assertEquals("M-SEARCH", head("M-SEARCH / HTTP/1.1\r\nHost: x\r\n\r\n").method());
    }

    @Test
    void bytesAbove7FAreLatin1() {
        Head head = head("GET /\u00e4?\u00ff HTTP/1.1\r\nHost: x\r\nA: \u00fc\r\n\r\n");
        assertEquals("/\u00e4", head.path());
        assertEquals("\u00ff", head.query());
        assertEquals("\u00fc", head.headers().get("A"));
    }

    @Test
    void anAbsoluteTargetReplacesHost() {
        Head head = head("GET http://other:81/a?b HTTP/1.1\r\nHost: x\r\n\r\n");
        assertEquals("other:81", head.host());
        assertEquals("/a", head.path());
        assertEquals("b", head.query());
        assertEquals("http://other:81/a?b", head.target());
        assertEquals("/", head("GET HTTPS://other HTTP/1.1\r\nHost: x\r\n\r\n").path());
        assertEquals("/", head("GET http://other?q HTTP/1.1\r\nHost: x\r\n\r\n").path());
        assertEquals("[::1]:80", head("GET http://[::1]:80/ HTTP/1.1\r\nHost: x\r\n\r\n").host());
    }

    @Test
    void theWholeServerIsAskedForByOptions() {
        Head head = head("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n");
        assertEquals("*", head.path());
        assertEquals("", head.query());
    }

    @Test
    void aHostMayBeEmptyAndHttp10NeedsNone() {
        assertEquals("", head("GET / HTTP/1.1\r\nHost:\r\n\r\n").host());
        assertEquals("127.0.0.1", head("GET / HTTP/1.0\r\n\r\n").host());
        assertEquals("x", head("GET / HTTP/1.0\r\nHost: x\r\n\r\n").host());
    }

    @Test
    void http11KeepsTheConnectionUnlessToldNotTo() {
        assertFalse(head("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").keepsAlive());
        assertFalse(head("GET / HTTP/1.1\r\nHost: x\r\nConnection: CLOSE , foo\r\n\r\n").keepsAlive());
        assertFalse(head("GET / HTTP/1.1\r\nHost: x\r\nConnection: foo\r\nConnection: close\r\n\r\n").keepsAlive());
        assertTrue(head("GET / HTTP/1.1\r\nHost: x\r\nConnection: closed, upgrade\r\n\r\n").keepsAlive());
    }

    @Test
    void http10KeepsTheConnectionOnlyWhenAsked() {
        assertFalse(head("GET / HTTP/1.0\r\n\r\n").keepsAlive());
        assertTrue(head("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n").keepsAlive());
        assertFalse(head("GET / HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n").keepsAlive());
    }

    @Test
    void aLaterMinorVersionIsTreatedAs11() {
        Head head = head("GET / HTTP/1.9\r\nHost: x\r\n\r\n");
        assertEquals(9, head.minorVersion());
        assertTrue(head.keepsAlive());
    }

    @Test
    void theBodyIsFramedByItsLengthOrInChunks() {
        assertEquals(new Body.Sized(12), head("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 12\r\n\r\n").body());
        assertEquals(new Body.Sized(7), head("PUT / HTTP/1.0\r\nContent-Length: 007\r\n\r\n").body());
        assertEquals(new Body.None(), head("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n").body());
        assertEquals(new Body.Chunked(), head("PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\n\r\n").body());
    }

    @Test
    void continueIsExpectedInAnyCaseButNotBy10() {
        assertTrue(head("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nExpect: 100-Continue\r\n\r\n").expectsContinue());
        assertFalse(head("PUT / HTTP/1.0\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n").expectsContinue());
    }

    @Test
    void oneEmptyLineBeforeARequestIsSkipped() {
        assertEquals("/", head("\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n").path());
    }

    @Test
    void whatFollowsAHeadStaysInTheInbox() {
        var inbox = bytes("GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\nGET /3 HT");
        var reader = new Http1Reader(LIMITS);
        assertEquals("/1", next(reader, inbox).path());
        assertFalse(reader.midHead());
        assertEquals("/2", next(reader, inbox).path());
        assertNull(reader.readHead(inbox));
        assertTrue(reader.midHead());
        inbox.writeBytes(bytes("TP/1.1\r\nHost: x\r\n\r\n"));
        assertEquals("/3", next(reader, inbox).path());
        assertFalse(reader.midHead());
    }

    @Test
    void manyReadersShareOneWindow() {
        var window = new Window();
        var first = new Http1Reader(LIMITS, window);
        var second = new Http1Reader(LIMITS, window);
        var one = bytes("GET /1 HTTP/1.1\r\nHost: one\r\nA");
        var two = bytes("GET /2 HTTP/1.1\r\nHost: two\r\nB: 2\r\n\r\n");
        assertNull(first.readHead(one));
        assertEquals("two", next(second, two).host());
        one.writeBytes(bytes(": 1\r\n\r\n"));
        assertEquals("Host: one\nA: 1\n", next(first, one).headers().toString());
    }

    @Test
    void headsThatCameTogetherAreReadAsOneByOneWhereverTheirBufferIsCut() {
        String text = ("GET /" + "a".repeat(300) + " HTTP/1.1\r\nHost: x\r\n\r\n").repeat(9);        // more than a window holds
        for (int cut = 1; cut < text.length(); cut += 7) {
            var reader = new Http1Reader(LIMITS);
            var inbox = bytes(text.substring(0, cut));
            int count = 0;
            while (reader.readHead(inbox, 5) != null) count++;
            inbox.writeBytes(bytes(text.substring(cut)));
            while (reader.readHead(inbox, 5) instanceof Head head) {
                assertEquals("/" + "a".repeat(300), head.path());
                count++;
            }
            assertEquals(9, count, "cut at " + cut);
        }
    }

    @Test
    void whatAnotherHasTakenBetweenTwoHeadsIsNotReadAgain() {
        var inbox = bytes("POST /1 HTTP/1.1\r\nHost: x\r\nContent-Length: 27\r\n\r\nGET /no HTTP/1.1\r\nHost: x\r\n"
                + "GET /2 HTTP/1.1\r\nHost: x\r\n\r\n");
        var reader = new Http1Reader(LIMITS);
        Head first = Objects.requireNonNull(reader.readHead(inbox, 3));
        new BodyReader(first.body(), 100, LIMITS).next(inbox);
        assertEquals("/2", Objects.requireNonNull(reader.readHead(inbox, 3)).path());
    }

    @Test
    void aBufferThatIsUsedAnewIsLookedAtAnew() {
        var inbox = bytes("GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n");
        var reader = new Http1Reader(LIMITS);
        assertEquals("/1", Objects.requireNonNull(reader.readHead(inbox, 1)).path());
        int at = inbox.readerIndex();
        inbox.setBytes(at, bytes("GET /7 HTTP/1.1\r\nHost: x\r\n\r\n"));
        assertEquals("/7", Objects.requireNonNull(reader.readHead(inbox, 2)).path());
    }

    private static Head next(Http1Reader reader, ByteBuf inbox) {
        return Objects.requireNonNull(reader.readHead(inbox), "no head");
    }
}

package typhoon.httpserver;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import typhoon.http.HttpDate;

/** The Date and Server lines of a server's responses, as bytes; the former is made once a second. */
final class ServerLines {
    private final byte[] server;
    private byte[] date = {};
    private long second = Long.MIN_VALUE;
    private long turn;

    ServerLines(String serverName) {
        server = serverName.isEmpty() ? date : latin1("Server: " + serverName + "\r\n");
    }

    byte[] server() {
        return server;
    }

    /** The Date line of a turn that is known by {@code turnNanos}: the clock is asked once in each. */
    byte[] date(long turnNanos) {
        if (turnNanos == turn && second != Long.MIN_VALUE) return date;
        turn = turnNanos;
        long now = System.currentTimeMillis() / 1000;
        if (now != second) {
            second = now;
            date = latin1("Date: " + HttpDate.format(Instant.ofEpochSecond(now)) + "\r\n");
        }
        return date;
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}

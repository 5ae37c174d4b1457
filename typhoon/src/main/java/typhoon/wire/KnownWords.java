package typhoon.wire;

import java.nio.charset.StandardCharsets;

/**
 * Words that occur in nearly every message, so that reading them makes no new string: a hash of length and three letters finds the only
 * candidate, a comparison settles it.
 */
final class KnownWords {
    static final KnownWords METHODS = new KnownWords(false, "GET", "POST", "PUT", "HEAD", "DELETE", "PATCH", "OPTIONS");

    static final KnownWords HEADERS = new KnownWords(true, "Host", "Content-Length", "Transfer-Encoding", "Connection", "Expect",
            "Accept", "Accept-Encoding", "Accept-Language", "Authorization", "Cache-Control", "Content-Encoding", "Content-Type", "Cookie",
            "Date", "DNT", "ETag", "If-Match", "If-Modified-Since", "If-None-Match", "If-Range", "If-Unmodified-Since", "Keep-Alive",
            "Last-Modified", "Location", "Origin", "Pragma", "Priority", "Proxy-Connection", "Range", "Referer", "Sec-Fetch-Dest",
            "Sec-Fetch-Mode", "Sec-Fetch-Site", "Sec-Fetch-User", "Sec-WebSocket-Extensions", "Sec-WebSocket-Key",
            "Sec-WebSocket-Protocol", "Sec-WebSocket-Version", "Server", "Set-Cookie", "TE", "Trailer", "Upgrade",
            "Upgrade-Insecure-Requests", "User-Agent", "Vary", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto",
            "X-Real-Ip", "X-Request-Id", "X-Requested-With", "traceparent", "sec-ch-ua", "sec-ch-ua-mobile", "sec-ch-ua-platform");

    private static final int SLOTS = 256;
    private static final int AUTHORIZATION = 8;
    private static final int COOKIE = 12;

    private final int caseBit;
    private final String[] words;
    private final byte[][] spelt;
    private final byte[] slots = new byte[SLOTS];           // number of a word + 1, or 0

    private KnownWords(boolean ignoreCase, String... words) {
        this.caseBit = ignoreCase ? 0x20 : 0;
        this.words = words;
        this.spelt = new byte[words.length][];
        for (int i = 0; i < words.length; i++) {
            spelt[i] = words[i].getBytes(StandardCharsets.US_ASCII);
            int slot = slot(spelt[i], 0, spelt[i].length);
            while (slots[slot] != 0) slot = (slot + 1) & (SLOTS - 1);
            slots[slot] = (byte) (i + 1);
        }
    }

    /** Whether a header is known by this number and its value proves nothing. */
    static boolean isOpen(int header) {
        return header >= 0 && header != AUTHORIZATION && header != COOKIE;
    }

    /** The number of the word at {@code from}, its place in the list above, or -1. The bytes are those of a token, not empty. */
    int find(byte[] bytes, int from, int length) {
        int slot = slot(bytes, from, length);
        while (slots[slot] != 0) {
            int candidate = slots[slot] - 1;
            if (equals(spelt[candidate], bytes, from, length)) return candidate;
            slot = (slot + 1) & (SLOTS - 1);
        }
        return -1;
    }

    String word(int number) {
        return words[number];
    }

    /** The word at {@code from} as a string, a known one without making it. */
    String read(byte[] bytes, int from, int length) {
        int number = find(bytes, from, length);
        return number < 0 ? new String(bytes, from, length, StandardCharsets.ISO_8859_1) : words[number];
    }

    private int slot(byte[] bytes, int from, int length) {
        int first = bytes[from] | caseBit;
        int middle = bytes[from + length / 2] | caseBit;
        int last = bytes[from + length - 1] | caseBit;
        return (length * 5 + first * 31 + middle * 7 + last * 3) & (SLOTS - 1);
    }

    /** For the bytes of a token setting bit 5 lowers letters and moves nothing else to a letter, a digit or a dash. */
    private boolean equals(byte[] word, byte[] bytes, int from, int length) {
        if (word.length != length) return false;
        for (int i = 0; i < length; i++) {
            if ((word[i] | caseBit) != (bytes[from + i] | caseBit)) return false;
        }
        return true;
    }
}

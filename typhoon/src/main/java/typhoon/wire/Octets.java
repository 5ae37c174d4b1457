package typhoon.wire;

/** Which bytes may stand where; tables, because each byte of a head is looked up once. */
final class Octets {
    /** RFC 9110 section 5.6.2: methods and header names. */
    static final boolean[] TOKEN = of("!#$%&'*+-.^_`|~");

    /** RFC 9110 section 5.5: header values and chunk extensions: no control but TAB, no DEL. */
    static final boolean[] VALUE = range(0x20, 0xFF);

    /** A request target: no control, no blank, no DEL. Bytes above 0x7F are no URI, but browsers have sent them for ever. */
    static final boolean[] TARGET = range(0x21, 0xFF);

    /** RFC 3986 section 3.2.2, reg-name. A comma is a sub-delim there; here it would hide a second Host line. */
    static final boolean[] HOST = of("-._~%!$&'()*+;=");

    /** RFC 3986 section 3.2.2, what stands between the brackets of an IP literal. */
    static final boolean[] IP_LITERAL = of("-._~!$&'()*+;=:%");

    private Octets() {}

    static {
        VALUE['\t'] = true;
        VALUE[0x7F] = false;
        TARGET[0x7F] = false;
    }

    /** The value of a hex digit, -1 for any other byte. */
    static int hex(byte b) {
        if (b >= '0' && b <= '9') return b - '0';
        int lower = b | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /** ASCII letters, digits and {@code others}. */
    private static boolean[] of(String others) {
        var table = new boolean[256];
        for (int i = 0; i < others.length(); i++) table[others.charAt(i)] = true;
        for (int c = 0; c < 128; c++) table[c] |= Character.isLetterOrDigit(c);
        return table;
    }

    private static boolean[] range(int from, int to) {
        var table = new boolean[256];
        for (int c = from; c <= to; c++) table[c] = true;
        return table;
    }
}

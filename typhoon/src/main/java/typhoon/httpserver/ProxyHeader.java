package typhoon.httpserver;

import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import typhoon.http.HttpInputError;

/**
 * What a proxy says in the PROXY protocol before it passes on bytes, in text (version 1) or binary (2): who has connected to it. Source:
 * HAProxy's specification, proxy-protocol.txt.
 *
 * @param source who that is; null where it says nothing of the kind: its own health checks, UDP, sockets without an address
 */
record ProxyHeader(@Nullable InetAddress source) {
    private static final byte[] TEXT = "PROXY ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BINARY = {'\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'};
    private static final int LONGEST_TEXT = 107;                // section 2.1: so that one read gets it
    private static final int BINARY_HEAD = 16;
    private static final int LONGEST_BINARY = 4096;             // the longest addresses take 216, the rest is for extensions
    private static final int[] ADDRESSES = {0, 12, 36, 216};    // bytes of a block: unspecified, IPv4, IPv6, unix

    /**
     * Takes a header from {@code in}, all of it or nothing.
     *
     * @return null while it is here in part
     * @throws HttpInputError when it is none
     */
    static @Nullable ProxyHeader read(ByteBuf in) {
        if (!in.isReadable()) return null;
        return in.getByte(in.readerIndex()) == BINARY[0] ? readBinary(in) : readText(in);
    }

    private static @Nullable ProxyHeader readText(ByteBuf in) {
        checkBegin(in, TEXT);
        int length = in.bytesBefore(Math.min(in.readableBytes(), LONGEST_TEXT), (byte) '\n') + 1;
        if (length == 0 && in.readableBytes() >= LONGEST_TEXT) throw refused("a line of more than 107 bytes");
        if (length == 0) return null;
        String line = in.readCharSequence(length, StandardCharsets.ISO_8859_1).toString();
        if (!line.endsWith("\r\n")) throw refused("a line without CR");
        String[] words = line.substring(0, length - 2).split(" ", -1);
        if (words[1].equals("UNKNOWN")) return new ProxyHeader(null);
        boolean v4 = words[1].equals("TCP4");
        if (words.length != 6 || !v4 && !words[1].equals("TCP6")) throw refused("a line that is not PROXY TCP4 or TCP6 and four words");
        InetAddress source = address(words[2], v4);
        address(words[3], v4);
        if (!isPort(words[4]) || !isPort(words[5])) throw refused("a port that is none");
        return new ProxyHeader(source);
    }

    private static InetAddress address(String text, boolean v4) {
        InetAddress address = (text.indexOf(':') < 0) == v4 ? Networks.address(text) : null;
        if (address == null) throw refused("an address that is none of its family");
        return address;
    }

    private static boolean isPort(String text) {
        return text.matches("0|[1-9][0-9]{0,4}") && Integer.parseInt(text) <= 65535;
    }

    private static @Nullable ProxyHeader readBinary(ByteBuf in) {
        checkBegin(in, BINARY);
        if (in.readableBytes() < BINARY_HEAD) return null;
        int begin = in.readerIndex();
        int command = in.getUnsignedByte(begin + 12);
        int family = in.getUnsignedByte(begin + 13) >> 4;
        int transport = in.getUnsignedByte(begin + 13) & 0xF;
        int length = in.getUnsignedShort(begin + 14);
        if (command >> 4 != 2 || (command & 0xF) > 1) throw refused("version or command " + command);
        boolean local = (command & 0xF) == 0;
        if (!local && (family > 3 || transport > 2)) throw refused("family or transport " + (family << 4 | transport));
        if (BINARY_HEAD + length > LONGEST_BINARY) throw refused("more than " + LONGEST_BINARY + " bytes");
        if (!local && length < ADDRESSES[family]) throw refused("addresses of " + length + " bytes");
        if (in.readableBytes() < BINARY_HEAD + length) return null;
        in.skipBytes(BINARY_HEAD + length);
        boolean stream = transport == 1 && (family == 1 || family == 2);
        if (local || !stream) return new ProxyHeader(null);
        var address = new byte[family == 1 ? 4 : 16];
        in.getBytes(begin + BINARY_HEAD, address);
        return new ProxyHeader(of(address));
    }

    private static InetAddress of(byte[] address) {
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException impossible) {
            throw new AssertionError("4 or 16 bytes are an address", impossible);
        }
    }

    /** Refuses at the first byte that is another, and does not wait for the rest. */
    private static void checkBegin(ByteBuf in, byte[] begin) {
        for (int i = 0; i < Math.min(begin.length, in.readableBytes()); i++) {
            if (in.getByte(in.readerIndex() + i) != begin[i]) throw refused("other bytes");
        }
    }

    private static HttpInputError refused(String what) {
        return new HttpInputError(400, "expected a header of the PROXY protocol, got " + what);
    }
}

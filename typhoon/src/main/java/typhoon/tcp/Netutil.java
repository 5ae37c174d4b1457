package typhoon.tcp;

/**
 * Small things around sockets.
 *
 * {@snippet class="typhoon.snippets.TcpSnippets" region="valid"}
 *
 * <p>Tornado: {@code tornado.netutil}.
 */
public final class Netutil {
    private Netutil() {}

    /**
     * Whether {@code text} is an IPv4 or IPv6 address and nothing else, to decide for example whether a header such as {@code
     * X-Forwarded-For} can be believed. Nothing is looked up, nothing thrown, and the time is bounded whatever the input.
     *
     * <p>Stricter than Tornado's {@code netutil.is_valid_ip}, which asks the system's parser: only dotted quads without leading zeros (not
     * {@code "127.1"}, {@code "0x7f.1"} or {@code "1"}) and the forms of RFC 4291, without a zone (not {@code "fe80::1%eth0"}), brackets or
     * blanks.
     */
    public static boolean isValidIp(String text) {
        return IpText.isAddress(text);
    }
}

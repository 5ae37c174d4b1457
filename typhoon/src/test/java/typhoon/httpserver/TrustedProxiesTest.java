package typhoon.httpserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import typhoon.http.HttpHeaders;
import typhoon.http.HttpInputError;

/** Whose word is taken for who the client is. The peer in these tests is 10.0.0.1, a proxy of ours. */
class TrustedProxiesTest {
    private static final TrustedProxies OURS = TrustedProxies.of("10.0.0.0/8", "fd00::/8");
    private static final Origin DIRECT = new Origin("10.0.0.1", "http", "direct.example");

    private static HttpHeaders headers(String... namesAndValues) {
        var headers = new HttpHeaders();
        for (int i = 0; i < namesAndValues.length; i += 2) headers.add(namesAndValues[i], namesAndValues[i + 1]);
        return headers;
    }

    private static String ip(String... lines) {
        var headers = new HttpHeaders();
        for (String line : lines) headers.add("X-Forwarded-For", line);
        return OURS.origin(DIRECT, headers).ip();
    }

    private static String protocol(String forwardedFor, String forwardedProto) {
        return OURS.origin(DIRECT, headers("X-Forwarded-For", forwardedFor, "X-Forwarded-Proto", forwardedProto)).protocol();
    }

    private static String host(String... namesAndValues) {
        return OURS.forwardedHost(true).origin(DIRECT, headers(namesAndValues)).host();
    }

    private static Origin forwarded(String... lines) {
        var headers = headers("X-Forwarded-For", "192.0.2.66", "X-Forwarded-Proto", "https");
        for (String line : lines) headers.add("Forwarded", line);
        return OURS.forwarded(true).origin(DIRECT, headers);
    }

    // ---- X-Forwarded-For

    @Test
    void theFirstFromTheEndThatIsNoProxyOfOursIsTheClient() {
        assertEquals("192.0.2.7", ip("192.0.2.7"));
        assertEquals("192.0.2.7", ip("192.0.2.7, 10.0.0.2"));
        assertEquals("192.0.2.7", ip("192.0.2.66, 192.0.2.7, 10.0.0.3,10.0.0.2"));
        assertEquals("2001:db8:0:0:0:0:0:7", ip("192.0.2.66, 2001:db8::7, fd00::2"));
    }

    @Test
    void linesAreOneList() {
        assertEquals("192.0.2.7", ip("192.0.2.66, 192.0.2.7", "10.0.0.3", "10.0.0.2"));
    }

    @Test
    void ifAllAreProxiesOfOursItIsTheFarthest() {
        assertEquals("10.0.0.3", ip("10.0.0.3, 10.0.0.2"));
        assertEquals("10.0.0.1", ip());
    }

    @ParameterizedTest
    @ValueSource(strings = {"unknown", "_hidden", "localhost", "192.0.2.256", "192.0.2", "192.0.2.7.8", "4.4.4.4, x", "[192.0.2.7]",
        "[2001:db8::7", "[2001:db8::7]x", "fe80::1%lo", "1.2.3.4:5:6", "a,b, 192.0.2.7 x"})
    void whatIsNoAddressEndsTheWalk(String malformed) {
        assertEquals("10.0.0.1", ip(malformed));
        assertEquals("10.0.0.2", ip(malformed + ", 10.0.0.2"));
        assertEquals("192.0.2.7", ip(malformed + ", 192.0.2.7"));
    }

    @Test
    void portsAndBracketsAreNoPartOfAnAddress() {
        assertEquals("192.0.2.7", ip("192.0.2.7:4711"));
        assertEquals("2001:db8:0:0:0:0:0:7", ip("[2001:db8::7]:4711"));
        assertEquals("2001:db8:0:0:0:0:0:7", ip("[2001:db8::7]"));
    }

    // ---- the rest of them

    @Test
    void theProtocolIsThatOfTheClientsHop() {
        assertEquals("https", protocol("192.0.2.7", "https"));
        assertEquals("https", protocol("192.0.2.7, 10.0.0.2", "HTTPS, http"));
        assertEquals("http", protocol("192.0.2.66, 192.0.2.7, 10.0.0.2", "https, http, https"));
        assertEquals("https", protocol("192.0.2.7, 10.0.0.2", "http, http, https"), "not as long: the last");
        assertEquals("https", protocol("unknown", "https"));
    }

    @Test
    void whatIsNoProtocolIsIgnored() {
        for (String other : new String[] {"ftp", "unknown", "https:", "https;q=1", ","}) assertEquals("http", protocol("192.0.2.7", other));
    }

    @Test
    void theHostIsReadOnlyWhenAskedFor() {
        var headers = headers("X-Forwarded-Host", "client.example", "X-Forwarded-Port", "8443");
        assertEquals("direct.example", OURS.origin(DIRECT, headers).host());
        assertEquals("client.example:8443", OURS.forwardedHost(true).origin(DIRECT, headers).host());
    }

    @Test
    void thePortStandsWithTheHostUnlessItIsTheUsualOne() {
        assertEquals("client.example", host("X-Forwarded-Host", "client.example"));
        assertEquals("client.example", host("X-Forwarded-Host", "client.example", "X-Forwarded-Port", "80"));
        assertEquals("client.example", host("X-Forwarded-Host", "client.example", "X-Forwarded-Port", "443", "X-Forwarded-Proto", "https"));
        assertEquals("client.example:9", host("X-Forwarded-Host", "client.example:9", "X-Forwarded-Port", "8443"));
        assertEquals("direct.example:8443", host("X-Forwarded-Port", "8443"));
        assertEquals("[2001:db8::7]:8443", host("X-Forwarded-Host", "[2001:db8::7]", "X-Forwarded-Port", "8443"));
    }

    @Test
    void whatIsNoHostOrPortIsIgnored() {
        for (String other : new String[] {"a b", "a/b", "user@a", "a:b", "a\"", "<a>", "[::1"})
            assertEquals("direct.example", host("X-Forwarded-Host", other), other);
        for (String other : new String[] {"0", "65536", "-1", "443x", "0443"})
            assertEquals("direct.example", host("X-Forwarded-Port", other), other);
    }

    // ---- Forwarded

    @Test
    void forwardedIsReadInsteadOfTheOthers() {
        assertEquals(DIRECT, forwarded());
        assertEquals(new Origin("192.0.2.7", "https", "client.example"), forwarded("for=192.0.2.7;proto=https;host=client.example"));
        assertEquals("192.0.2.66", OURS.origin(DIRECT, headers("X-Forwarded-For", "192.0.2.66", "Forwarded", "for=192.0.2.7")).ip());
    }

    @Test
    void theHopOfTheClientSaysAll() {
        assertEquals(new Origin("192.0.2.7", "https", "b.example"),
                forwarded("for=192.0.2.66;host=a.example;proto=http, For=\"192.0.2.7:4711\";PROTO=https ; Host=\"b.example\"",
                        "for=10.0.0.2;proto=http;by=_us;host=c.example"));
        assertEquals("2001:db8:0:0:0:0:0:7", forwarded("for=\"[2001:db8::7]:4711\"").ip());
        assertEquals(DIRECT, forwarded("for=unknown;proto=https;host=a.example"));
        assertEquals(new Origin("192.0.2.7", "http", "direct.example"), forwarded("for=192.0.2.7;proto=gopher;host=\"a b\""));
        assertEquals(new Origin("10.0.0.2", "https", "direct.example"), forwarded("by=_a, for=10.0.0.2;proto=https"));
        assertEquals("192.0.2.7", forwarded(", ,for=192.0.2.7;,").ip());
    }

    /** A string that is left open would swallow what the proxy has appended. */
    @ParameterizedTest
    @ValueSource(strings = {"for=\", for=192.0.2.7", "for", "for=", "=x", "for=192.0.2.7;for=192.0.2.8", "for=2001:db8::7", "for=a b",
        "for=\"a\"b", "for=\"a\\", "for = x", "for=x;;=", "\"for\"=x"})
    void aMalformedOneIsRefused(String line) {
        assertEquals(400, assertThrows(HttpInputError.class, () -> forwarded(line, "for=192.0.2.7")).status());
    }

    @Test
    void aLongOneTakesTimeInItsLength() {
        assertEquals("192.0.2.7", ip("x,".repeat(30_000), "192.0.2.7"));
        assertEquals("192.0.2.7", forwarded("for=x,".repeat(30_000), "for=192.0.2.7").ip());
    }

    @Test
    void withoutANetworkThereIsNobodyToTrust() {
        assertThrows(IllegalArgumentException.class, TrustedProxies::of);
    }
}

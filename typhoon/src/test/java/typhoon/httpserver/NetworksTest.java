package typhoon.httpserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses a network has. */
class NetworksTest {
    @ParameterizedTest
    @CsvSource({"10.0.0.0/8, 10.255.0.1, true", "10.0.0.0/8, 11.0.0.0, false", "10.0.0.0/8, 9.255.255.255, false",
        "172.16.0.0/12, 172.31.255.255, true", "172.16.0.0/12, 172.32.0.0, false", "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, ::1, false", "192.0.2.7, 192.0.2.7, true", "192.0.2.7, 192.0.2.6, false", "192.0.2.6/31, 192.0.2.7, true",
        "192.0.2.6/31, 192.0.2.8, false", "2001:db8::/32, 2001:db8:ffff::1, true", "2001:db8::/32, 2001:db9::1, false",
        "fe80::/10, febf::1, true", "fe80::/10, fec0::1, false", "::1, ::1, true", "::/0, 192.0.2.7, false",
        "10.0.0.0/8, ::ffff:10.1.2.3, true"})
    void anAddressIsInItByItsFirstBits(String network, String address, boolean contained) {
        assertEquals(contained, Networks.of(network).contains(Networks.address(address)));
    }

    @Test
    void aSocketFileHasNoAddress() {
        var file = UnixDomainSocketAddress.of("/tmp/x");
        assertTrue(Networks.of("10.0.0.0/8", "unix").contains(file));
        assertFalse(Networks.of("0.0.0.0/0", "::/0").contains(file));
        assertTrue(Networks.of("127.0.0.0/8").contains(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 1)));
        assertFalse(Networks.NONE.contains(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/08", "10.0.0.0/", "10.0.0/8", "::/129", "fe80::1%lo",
        "10.0.0.0/8/8", " 10.0.0.0/8", "*"})
    void whatIsNoNetworkIsRefused(String text) {
        String said = assertThrows(IllegalArgumentException.class, () -> Networks.of(text)).getMessage();
        assertEquals("a network is written 10.0.0.0/8, 2001:db8::/32, 192.0.2.7 or unix, got " + text, said);
    }

    @Test
    void bitsBehindTheFirstAreAMistake() {
        String said = assertThrows(IllegalArgumentException.class, () -> Networks.of("10.0.0.1/8")).getMessage();
        assertEquals("the network 10.0.0.1/8 has bits set behind its first 8: which is meant?", said);
    }
}

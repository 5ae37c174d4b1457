package typhoon.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IsValidIpTest {
    private static final int HUGE = 50_000_000;

    @ParameterizedTest
    @ValueSource(strings = {
        "127.0.0.1", "4.4.4.4", "0.0.0.0", "255.255.255.255", "10.20.30.40",
        "::1", "::", "2620:0:1cfe:face:b00c::3", "1:2:3:4:5:6:7:8", "ABCD:EF01:2345:6789:abcd:ef01:2345:6789",
        "1::", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "1::8", "1:2::7:8", "0:0:0:0:0:0:0:0", "0001:0002::",
        "::ffff:192.0.2.128", "::192.0.2.1", "64:ff9b::192.0.2.33", "1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5::1.2.3.4",
        "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255"})
    void isAnAddress(String text) {
        assertEquals(true, Netutil.isValidIp(text), text);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", " ", "\n", "\0", "127.0.0.1\0", "\u0000127.0.0.1", "127.0.0.1\0.example.com", " 127.0.0.1", "127.0.0.1 ", "127.0.0.1\n",
        "www.google.com", "localhost", "4.4.4.4<", "127.0.0.1:80", "127.0.0.1/8",
        "1", "127.1", "1.2.3", "0x7f.1", "0x7f.0.0.1", "4294967295", "010.0.0.1", "1.2.3.04", "00.0.0.0", "1.2.3.4.5", "1.2.3.4.",
        ".1.2.3.4", "1..3.4",
        "256.0.0.1", "1.2.3.999", "1.2.3.-4", "1.2.3.+4", "1.2.3.4e0", "\u0661.2.3.4", "\uff11.2.3.4", "99999999999.1.1.1",
        "[::1]", "[::1]:80", "::1/128", "fe80::1%lo", "fe80::1%25eth0", ":", ":::", "1:::2", "1::2::3", "::1::", ":1", "1:", ":1::", "::1:",
        "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8", "1:2:3:4::5:6:7:8", "12345::", "g::", "::\u0661",
        "::1.2.3", "::1.2.3.4.5", "::1.2.3.256", "1.2.3.4::", "::1.2.3.4:5", "1:2:3:4:5:6:7:1.2.3.4", "1:2:3:4:5:6::1.2.3.4", "::01.2.3.4",
        "::.1.2.3", "::ffff:0x7f.0.0.1"})
    void isNone(String text) {
        assertFalse(Netutil.isValidIp(text), text);
    }

    @Test
    void hugeInputsAreRefusedInNoTime() {
        List<String> huge = Stream.of("1", "1.", ":", "1:", "::", "a").map(piece -> piece.repeat(HUGE / piece.length())).toList();
        assertTimeout(Duration.ofSeconds(1), () -> huge.forEach(text -> assertFalse(Netutil.isValidIp(text))));
    }

    @Test
    void whatIsAcceptedIsAnAddressForTheJdkToo() {
        var random = new Random(7);
        int accepted = 0;
        for (int i = 0; i < 300_000; i++) {
            var text = new StringBuilder();
            for (int pieces = 1 + random.nextInt(10); pieces > 0; pieces--)
                text.append(random.nextInt(4) == 0 ? "::" : random.nextInt(3) == 0 ? "1.2.3.4" : ":" + random.nextInt(300));
            String candidate = random.nextBoolean() ? text.toString() : text.substring(1);
            if (!Netutil.isValidIp(candidate)) continue;
            accepted++;
            InetAddress.ofLiteral(candidate);           // throws if it is none
        }
        assertEquals(true, accepted > 1000, "accepted " + accepted);
    }
}

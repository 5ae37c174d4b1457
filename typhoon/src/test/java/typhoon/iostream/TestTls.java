package typhoon.iostream;

import java.net.URISyntaxException;
import java.nio.file.Path;

/** The certificates of the tests, which their script {@code typhoon/tls/make} makes. */
public final class TestTls {
    private TestTls() {}

    /** One of the files. */
    public static Path file(String name) {
        try {
            return Path.of(TestTls.class.getResource("/typhoon/tls/" + name).toURI());
        } catch (URISyntaxException odd) {
            throw new AssertionError(odd);
        }
    }

    /** With a certificate for localhost, foo.example.com and 127.0.0.1. */
    public static TlsOptions server() {
        return new TlsOptions().certificate(file("server.pem"), file("server.key"));
    }

    /** Of one who trusts our authority only. */
    public static TlsOptions client() {
        return new TlsOptions().trust(file("ca.pem"));
    }
}

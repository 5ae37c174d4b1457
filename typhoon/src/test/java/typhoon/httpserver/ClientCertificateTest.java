package typhoon.httpserver;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import typhoon.iostream.SSLIOStream;
import typhoon.iostream.TestTls;
import typhoon.iostream.TlsOptions;
import typhoon.iostream.TlsOptions.ClientCertificate;

/** Who a client is by its certificate. */
@Timeout(20)
class ClientCertificateTest extends ServerTestCase {
    @Override
    protected ServerOptions serverOptions() {
        return new ServerOptions().tls(TestTls.server().trust(TestTls.file("ca.pem")).clientCertificate(ClientCertificate.OPTIONAL));
    }

    private String ask(TlsOptions client) {
        serve(request -> answer(request, request.getSslCertificate() instanceof X509Certificate certificate
                ? certificate.getSubjectX500Principal().getName() : "nobody"));
        try (var stream = SSLIOStream.connect(new InetSocketAddress("127.0.0.1", port()), client, "localhost")) {
            stream.write("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".getBytes(ISO_8859_1));
            String all = new String(stream.readUntilClose(), ISO_8859_1);
            return all.substring(all.indexOf("\r\n\r\n") + 4);
        }
    }

    @Test
    void itIsKnownWhereTheClientHasShownOne() {
        String name = ask(TestTls.client().certificate(TestTls.file("client.pem"), TestTls.file("client.key")));
        assertTrue(name.contains("CN="), name);
        assertEquals("nobody", ask(TestTls.client()));
    }
}

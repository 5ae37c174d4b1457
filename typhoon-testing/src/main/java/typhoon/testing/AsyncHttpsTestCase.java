package typhoon.testing;

import typhoon.httpserver.ServerOptions;
import typhoon.iostream.TlsOptions;

/**
 * {@link AsyncHttpTestCase} over TLS, with a certificate that comes with this library; {@link #fetch} believes any.
 *
 * {@snippet class="typhoon.snippets.TestingSnippets" region="https"}
 *
 * <p>The certificate is self-signed, for {@code localhost}, {@code 127.0.0.1}, {@code ::1} and {@code foo.example.com}. Everybody has its
 * key: no program should show it to anybody but a test. Source: Tornado's {@code testing.AsyncHTTPSTestCase}.
 */
public abstract class AsyncHttpsTestCase extends AsyncHttpTestCase {
    static {
        defaultTlsOptions().prepare(true);      // loads libraries: on a busy machine the first test would wait for seconds
    }

    /** For subclasses. */
    protected AsyncHttpsTestCase() {}

    /** How the server speaks TLS; with {@link #defaultTlsOptions} unless overridden. */
    protected TlsOptions getTlsOptions() {
        return defaultTlsOptions();
    }

    /** The server's limits as they come, and {@link #getTlsOptions}; who overrides it says {@code super.serverOptions()} first. */
    @Override
    protected ServerOptions serverOptions() {
        return new ServerOptions().tls(getTlsOptions());
    }

    /** The key and the certificate that come with this library, for servers of tests. */
    public static TlsOptions defaultTlsOptions() {
        return new TlsOptions().keyStore(TestTls.keyStore(), TestTls.PASSWORD);
    }
}

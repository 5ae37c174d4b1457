package typhoon.iostream;

/** Streams in TLS of the JDK. */
class JdkTlsStreamContractTest extends StreamContract {
    @Override
    StreamPair connect() {
        return StreamPair.tls(TestTls.server().useJdk(), TestTls.client().useJdk());
    }
}

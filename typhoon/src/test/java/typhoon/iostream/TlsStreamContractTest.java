package typhoon.iostream;

/** Streams in TLS of BoringSSL where that is there. */
class TlsStreamContractTest extends StreamContract {
    @Override
    StreamPair connect() {
        return StreamPair.tls(TestTls.server(), TestTls.client());
    }
}

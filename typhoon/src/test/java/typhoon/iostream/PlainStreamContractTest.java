package typhoon.iostream;

/** Streams over TCP, in clear. */
class PlainStreamContractTest extends StreamContract {
    @Override
    StreamPair connect() {
        return StreamPair.plain();
    }
}

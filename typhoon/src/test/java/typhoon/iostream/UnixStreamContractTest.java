package typhoon.iostream;

/** Streams over a socket of the unix domain. */
class UnixStreamContractTest extends StreamContract {
    @Override
    StreamPair connect() {
        return StreamPair.unix();
    }
}

package typhoon.iostream;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import typhoon.gen.Gen;
import typhoon.ioloop.IOLoop;
import typhoon.netty.Acceptor;
import typhoon.netty.StreamChannel;

/** Both ends of one connection, on one loop. */
record StreamPair(IOStream client, IOStream server) implements AutoCloseable {
    private interface Listen {
        Acceptor accepting(Consumer<StreamChannel> accepted) throws IOException;
    }

    /** Over TCP. */
    static StreamPair plain() {
        var anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return over(accepted -> Acceptor.bind(IOLoop.current().loop(), anyPort, 16, false, accepted));
    }

    /** Over a socket of the unix domain. */
    static StreamPair unix() {
        return over(accepted -> {
            var directory = Files.createTempDirectory("typhoon");
            var file = directory.resolve("s");
            var acceptor = Acceptor.bind(IOLoop.current().loop(), file, 16, accepted);
            file.toFile().deleteOnExit();
            return acceptor;
        });
    }

    private static StreamPair over(Listen listen) {
        var accepted = new CompletableFuture<IOStream>();
        try {
            var acceptor = listen.accepting(channel -> accepted.complete(new IOStream(channel)));
            try {
                return new StreamPair(IOStream.connect(acceptor.address()), Gen.await(accepted));
            } finally {
                acceptor.closeNow();
            }
        } catch (IOException odd) {
            throw new AssertionError(odd);
        }
    }

    /** Over TLS on TCP; {@code server} and {@code client} fit. */
    static StreamPair tls(TlsOptions server, TlsOptions client) {
        StreamPair plain = plain();
        var answering = Gen.spawn(() -> plain.server.startTls(true, server, null));
        SSLIOStream secret = plain.client.startTls(false, client, "localhost");
        return new StreamPair(secret, Gen.await(answering));
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}

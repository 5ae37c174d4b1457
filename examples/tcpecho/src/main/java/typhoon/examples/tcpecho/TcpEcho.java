package typhoon.examples.tcpecho;

import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import typhoon.ioloop.IOLoop;
import typhoon.iostream.IOStream;
import typhoon.options.Option;
import typhoon.options.Options;
import typhoon.process.Processes;
import typhoon.tcp.TCPServer;

/** Sends every line back to whom it came from; try it with {@code nc localhost 9000}. */
public final class TcpEcho extends TCPServer {
    private static final Logger LOG = LoggerFactory.getLogger(TcpEcho.class);
    private static final int LONGEST_LINE = 64 * 1024;
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    static final Option<Integer> PORT = Options.define("port", 9000).help("port to listen on, 0 for a free one");
    static final Option<String> ADDRESS = Options.define("address", "localhost").help("address to listen on, \"\" for all");

    @Override
    protected void handleStream(IOStream stream, SocketAddress address) {
        while (true) stream.write(stream.readUntil("\n", LONGEST_LINE));           // until the client leaves
    }

    /** The program; {@code --help} says how to call it. */
    public static void main(String... arguments) {
        Options.parseOrExit(arguments);
        System.exit(serve());
    }

    /** Serves until a signal ends it, which is what it is there for: 0. */
    private static int serve() {
        var loop = IOLoop.current();
        var server = new TcpEcho();
        try {
            server.listen(PORT.value(), ADDRESS.value());
        } catch (UncheckedIOException notListening) {
            System.err.println("tcpecho: " + notListening.getMessage() + " (choose another with --port=… or --address=…)");
            return 1;
        }
        Processes.onShutdown(() -> loop.addCallback(() -> {
            server.drain(LAST_WORDS);
            loop.stop();
        }));
        LOG.info("Echo at port {} of {} (Ctrl-C stops it)", server.port(), ADDRESS.value());
        loop.start();
        return 0;
    }
}

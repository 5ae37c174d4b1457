package typhoon.netty;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;

/**
 * A port that is shared is shared with everybody of this user who asks for it, another program too, or this one started twice: half of the
 * connections would go astray without a word. So it is first tried alone.
 */
final class FreePort {
    private FreePort() {}

    /** Throws when somebody listens at {@code address}. */
    static void check(InetSocketAddress address) throws IOException {
        try (var alone = ServerSocketChannel.open()) {
            alone.bind(address);
        }
    }
}

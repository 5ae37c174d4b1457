package typhoon.tcp;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import typhoon.iostream.TlsOptions;

/**
 * What the streams of a {@link TCPServer} are like. Immutable: each method with an argument returns a changed copy.
 *
 * {@snippet class="typhoon.snippets.TcpSnippets" region="tlsServer"}
 *
 * <p>Tornado: the arguments of {@code TCPServer}.
 */
public final class TCPServerOptions {
    private @Nullable TlsOptions tls;
    private int maxBufferSize = 100 * 1024 * 1024;
    private int readChunkSize = 64 * 1024;

    /** No TLS, and the limits streams have by themselves. */
    public TCPServerOptions() {}

    private TCPServerOptions(TCPServerOptions old, Consumer<TCPServerOptions> change) {
        tls = old.tls;
        maxBufferSize = old.maxBufferSize;
        readChunkSize = old.readChunkSize;
        change.accept(this);
    }

    private TCPServerOptions with(Consumer<TCPServerOptions> change) {
        return new TCPServerOptions(this, change);
    }

    /** Speaks TLS from the first byte on; {@code handleStream} is called when the handshake is done. Default: plain. */
    public TCPServerOptions tls(TlsOptions tls) {
        return with(options -> options.tls = tls);
    }

    /** The options of TLS; null for plain streams. */
    public @Nullable TlsOptions tls() {
        return tls;
    }

    /** How many bytes a read of a stream may need at most, see {@code BaseIOStream.maxBufferSize}: up to 1 GiB. Default: 100 MiB. */
    public TCPServerOptions maxBufferSize(int bytes) {
        return with(options -> options.maxBufferSize = BufferSizes.maxBufferSize(bytes));
    }

    /** How many bytes a read may need. */
    public int maxBufferSize() {
        return maxBufferSize;
    }

    /** How many bytes are read ahead of those that were asked for, see {@code BaseIOStream.readChunkSize}. Default: 64 KiB. */
    public TCPServerOptions readChunkSize(int bytes) {
        return with(options -> options.readChunkSize = BufferSizes.readChunkSize(bytes));
    }

    /** How many bytes are read ahead. */
    public int readChunkSize() {
        return readChunkSize;
    }
}

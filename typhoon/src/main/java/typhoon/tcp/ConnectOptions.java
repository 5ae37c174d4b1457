package typhoon.tcp;

import java.net.InetAddress;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import typhoon.iostream.TlsOptions;

/**
 * How {@link TCPClient#connect} connects. Immutable: each method with an argument returns a changed copy.
 *
 * {@snippet class="typhoon.snippets.TcpSnippets" region="connect"}
 *
 * <p>Tornado: the arguments of {@code TCPClient.connect}.
 */
public final class ConnectOptions {
    private AddressFamily family = AddressFamily.ANY;
    private @Nullable TlsOptions tls;
    private int maxBufferSize = 100 * 1024 * 1024;
    private @Nullable InetAddress sourceAddress;
    private int sourcePort;
    private Duration timeout = Duration.ZERO;
    private Duration attemptDelay = Duration.ofMillis(250);

    /** Any address, no TLS, no time limit. */
    public ConnectOptions() {}

    private ConnectOptions(ConnectOptions old, Consumer<ConnectOptions> change) {
        family = old.family;
        tls = old.tls;
        maxBufferSize = old.maxBufferSize;
        sourceAddress = old.sourceAddress;
        sourcePort = old.sourcePort;
        timeout = old.timeout;
        attemptDelay = old.attemptDelay;
        change.accept(this);
    }

    private ConnectOptions with(Consumer<ConnectOptions> change) {
        return new ConnectOptions(this, change);
    }

    /** Only addresses of this family. Default: both. */
    public ConnectOptions family(AddressFamily family) {
        return with(options -> options.family = family);
    }

    /** Which addresses are tried. */
    public AddressFamily family() {
        return family;
    }

    /** Speaks TLS once connected; the host that was asked for is the one whose certificate is wanted. Default: plain. */
    public ConnectOptions tls(TlsOptions tls) {
        return with(options -> options.tls = tls);
    }

    /** The options of TLS; null for a plain stream. */
    public @Nullable TlsOptions tls() {
        return tls;
    }

    /** How many bytes a read of the stream may need at most, see {@code BaseIOStream.maxBufferSize}: up to 1 GiB. Default: 100 MiB. */
    public ConnectOptions maxBufferSize(int bytes) {
        int checked = BufferSizes.maxBufferSize(bytes);
        return with(options -> options.maxBufferSize = checked);
    }

    /** How many bytes a read may need. */
    public int maxBufferSize() {
        return maxBufferSize;
    }

    /**
     * The address of this machine to connect from; of the host's addresses only those of its family are tried. Default: the system chooses.
     *
     * @throws IllegalArgumentException if {@code ip} is no address
     */
    public ConnectOptions sourceAddress(String ip) {
        if (!Netutil.isValidIp(ip)) throw new IllegalArgumentException("sourceAddress is an address of this machine, not " + ip);
        InetAddress address = InetAddress.ofLiteral(ip);
        return with(options -> options.sourceAddress = address);
    }

    /** The address to connect from; null when the system chooses. */
    public @Nullable InetAddress sourceAddress() {
        return sourceAddress;
    }

    /** The port to connect from, on whatever address. Default: 0, the system chooses. */
    public ConnectOptions sourcePort(int port) {
        if (port < 0 || port > 0xFFFF) throw new IllegalArgumentException("sourcePort is between 0 and 65535, not " + port);
        return with(options -> options.sourcePort = port);
    }

    /** The port to connect from; 0 when the system chooses. */
    public int sourcePort() {
        return sourcePort;
    }

    /** How long resolving, connecting and the TLS handshake may take together. Default: zero, no limit. */
    public ConnectOptions timeout(Duration time) {
        if (time.isNegative()) throw new IllegalArgumentException("timeout is zero (none) or more, not " + time);
        return with(options -> options.timeout = time);
    }

    /** The time limit; zero for none. */
    public Duration timeout() {
        return timeout;
    }

    /** How long one address may be silent until the next is tried beside it (RFC 8305, section 5). Default: 250 ms; at least 10 ms. */
    public ConnectOptions attemptDelay(Duration time) {
        if (time.compareTo(Duration.ofMillis(10)) < 0) throw new IllegalArgumentException("attemptDelay is 10 ms or more, not " + time);
        return with(options -> options.attemptDelay = time);
    }

    /** How long one address may be silent until the next is tried. */
    public Duration attemptDelay() {
        return attemptDelay;
    }
}

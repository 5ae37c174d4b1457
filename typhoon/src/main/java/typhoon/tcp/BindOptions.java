package typhoon.tcp;

import java.util.function.Consumer;

/**
 * How a port is listened on. Immutable: each method with an argument returns a changed copy.
 *
 * {@snippet class="typhoon.snippets.TcpSnippets" region="bind"}
 *
 * <p>Tornado: the arguments of {@code netutil.bind_sockets} and {@code TCPServer.listen}.
 */
public final class BindOptions {
    private String address = "";
    private AddressFamily family = AddressFamily.ANY;
    private int backlog = 128;
    private boolean reusePort;

    /** All addresses of both families, 128 connections that may wait, a port of our own. */
    public BindOptions() {}

    private BindOptions(BindOptions old, Consumer<BindOptions> change) {
        address = old.address;
        family = old.family;
        backlog = old.backlog;
        reusePort = old.reusePort;
        change.accept(this);
    }

    private BindOptions with(Consumer<BindOptions> change) {
        return new BindOptions(this, change);
    }

    /** Where to listen: an address, a name (then on every address it has), or "" for everywhere, which is the default. */
    public BindOptions address(String address) {
        return with(options -> options.address = address);
    }

    /** The address or name; "" for everywhere. */
    public String address() {
        return address;
    }

    /** Only addresses of this family. Default: both. */
    public BindOptions family(AddressFamily family) {
        return with(options -> options.family = family);
    }

    /** Which addresses are listened on. */
    public AddressFamily family() {
        return family;
    }

    /** How many connections the kernel lets wait until they are accepted; it may cut this down to its own limit. Default: 128. */
    public BindOptions backlog(int connections) {
        if (connections < 1) throw new IllegalArgumentException("backlog is 1 or more, not " + connections);
        return with(options -> options.backlog = connections);
    }

    /** How many connections may wait. */
    public int backlog() {
        return backlog;
    }

    /**
     * Lets other loops and processes of this user that say so too listen on the same port; the kernel spreads connections over them
     * (SO_REUSEPORT). Not on Windows. Default: no.
     */
    public BindOptions reusePort(boolean reusePort) {
        return with(options -> options.reusePort = reusePort);
    }

    /** Whether the port is shared. */
    public boolean reusePort() {
        return reusePort;
    }
}

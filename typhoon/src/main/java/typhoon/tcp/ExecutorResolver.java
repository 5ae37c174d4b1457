package typhoon.tcp;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;

/**
 * Asks the system as {@link DefaultResolver} does, on threads of your choice: when names must wait for each other more, or less, than they
 * do there. {@code Runnable::run} as executor blocks the caller, and in a coroutine its loop.
 *
 * {@snippet class="typhoon.snippets.TcpSnippets" region="executor"}
 *
 * <p>Tornado: {@code netutil.ExecutorResolver}.
 */
public final class ExecutorResolver implements Resolver {
    private final Executor executor;
    private final boolean closeExecutor;
    private final SystemNames names;

    /** On {@code executor}, which {@link #close} shuts down when it is an {@link ExecutorService}. */
    public ExecutorResolver(Executor executor) {
        this(executor, true);
    }

    /** On {@code executor}; {@code closeExecutor} says whether {@link #close} shuts it down. It must have platform threads. */
    public ExecutorResolver(Executor executor, boolean closeExecutor) {
        this.executor = executor;
        this.closeExecutor = closeExecutor;
        this.names = new SystemNames(new Lookups(executor));
    }

    /** Throws {@link IllegalStateException} when the executor has been shut down. */
    @Override
    public List<InetSocketAddress> resolve(String host, int port, AddressFamily family) {
        return names.resolve(host, port, family);
    }

    /** What look-ups run on. */
    public Executor executor() {
        return executor;
    }

    /** Whether {@link #close} shuts the executor down. */
    public boolean closeExecutor() {
        return closeExecutor;
    }

    /** Shuts the executor down, if it is this resolver's to close. Look-ups under way go on. Idempotent. */
    @Override
    public void close() {
        if (closeExecutor && executor instanceof ExecutorService service) service.shutdown();
    }
}

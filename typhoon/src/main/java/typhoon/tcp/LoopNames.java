package typhoon.tcp;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import typhoon.netty.Loop;
import typhoon.netty.Rethrow;
import typhoon.netty.RunningLoops;

/**
 * The JDK's resolver, except that a coroutine of a loop parks while another thread asks: who it is that looks a name up, a driver or a
 * logger, makes no difference.
 *
 * <p>The JDK calls this with a lock for the name in its hands, below its cache, and takes any exception for the answer "no such host",
 * which it then remembers for ten seconds. So an interrupt does not end the wait; it is kept for the next one, as with a look-up that
 * blocks. Only when the loop is being closed the coroutine must leave, or nobody could ever look up that name again. These threads are not
 * those of {@link DefaultResolver}, which wait for the same lock: here it is certain that a question put will be answered.
 */
final class LoopNames implements InetAddressResolver {
    private static final Lookups LOOKUPS = Lookups.onThreadsNamed("typhoon-names-");

    private final InetAddressResolver builtin;

    LoopNames(InetAddressResolver builtin) {
        this.builtin = builtin;
    }

    private record ByName(InetAddressResolver asked, String host, int families) {}

    private record ByAddress(InetAddressResolver asked, String bytes) {}

    @Override
    public Stream<InetAddress> lookupByName(String host, LookupPolicy policy) throws UnknownHostException {
        Loop loop = loop();
        if (loop == null) return builtin.lookupByName(host, policy);
        var question = new ByName(builtin, host, policy.characteristics());
        return Stream.of(await(loop, question, () -> builtin.lookupByName(host, policy).toArray(InetAddress[]::new)));
    }

    @Override
    public String lookupByAddress(byte[] address) throws UnknownHostException {
        Loop loop = loop();
        if (loop == null) return builtin.lookupByAddress(address);
        return await(loop, new ByAddress(builtin, Arrays.toString(address)), () -> builtin.lookupByAddress(address));
    }

    /** The loop of the calling coroutine. Asked in this way because a program that runs no loop shall not even load one. */
    private static @Nullable Loop loop() {
        return Thread.currentThread().isVirtual() ? RunningLoops.ofCaller() : null;
    }

    private static <T> T await(Loop loop, Object question, Callable<T> lookup) throws UnknownHostException {
        Future<T> answer = LOOKUPS.answer(question, lookup);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return answer.get();
                } catch (InterruptedException _) {
                    interrupted = true;
                    if (loop.isClosing()) throw new UnknownHostException("the loop was closed during the look-up");
                }
            }
        } catch (ExecutionException failed) {
            throw Rethrow.cause(failed);
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }
}

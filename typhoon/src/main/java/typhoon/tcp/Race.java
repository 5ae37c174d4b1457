package typhoon.tcp;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import typhoon.gen.Gen;
import typhoon.iostream.IOStream;
import typhoon.iostream.StreamClosedError;
import typhoon.netty.Loop;
import typhoon.netty.Nanos;
import typhoon.netty.Spot;

/**
 * Happy eyeballs, RFC 8305, section 5: the addresses are tried one after another; the next one begins when the last has failed, or was
 * silent for the attempt delay and goes on meanwhile. Whoever is connected first has won. When the race is left, however, nothing of the
 * others is left: their coroutines are interrupted, and a connection that comes too late is closed.
 */
final class Race {
    private final Loop loop;
    private final ConnectOptions options;
    private final ArrayDeque<InetSocketAddress> left;
    private final List<Attempt> attempts = new ArrayList<>();
    private final Spot changed = new Spot();
    private int underWay;
    private int failed;
    private @Nullable IOStream winner;
    private boolean over;

    Race(Loop loop, List<InetSocketAddress> addresses, ConnectOptions options) {
        this.loop = loop;
        this.options = options;
        this.left = new ArrayDeque<>(inOrder(addresses));
    }

    /** RFC 8305, section 4: by turns one of each family, beginning with that of the first, the order within each family kept. */
    static List<InetSocketAddress> inOrder(List<InetSocketAddress> addresses) {
        var all = new LinkedHashSet<>(addresses);
        Map<AddressFamily, ArrayDeque<InetSocketAddress>> families = all.stream().collect(Collectors.groupingBy(
                one -> AddressFamily.of(one.getAddress()), LinkedHashMap::new, Collectors.toCollection(ArrayDeque::new)));
        var ordered = new ArrayList<InetSocketAddress>();
        while (ordered.size() < all.size()) {
            for (ArrayDeque<InetSocketAddress> family : families.values()) {
                if (family.pollFirst() instanceof InetSocketAddress next) ordered.add(next);
            }
        }
        return ordered;
    }

    /** The first connection; null when none could be had in time. In the end {@link #outcome} says what happened to each address. */
    @Nullable IOStream run(Deadline deadline) {
        IOStream won = null;
        try {
            while (winner == null && !deadline.isOver() && (underWay > 0 || !left.isEmpty())) {
                if (left.pollFirst() instanceof InetSocketAddress next) begin(next);
                awaitChange(deadline);
            }
            won = winner;
            return won;
        } finally {
            over = true;
            for (Attempt attempt : attempts) attempt.coroutine.cancel(true);
            if (won == null && winner != null) winner.close();          // it came while we were interrupted
        }
    }

    /** What was tried, and how each attempt ended. */
    String outcome() {
        return attempts.stream().map(Attempt::toString).collect(Collectors.joining(", "));
    }

    /** Of the attempts that failed. */
    List<StreamClosedError> failures() {
        var failures = new ArrayList<StreamClosedError>();
        for (Attempt attempt : attempts) if (attempt.failure != null) failures.add(attempt.failure);
        return failures;
    }

    private void begin(InetSocketAddress address) {
        underWay++;
        attempts.add(new Attempt(address));
    }

    /** Until somebody has won or failed, or it is time for the next. */
    private void awaitChange(Deadline deadline) {
        int failedBefore = failed;
        long next = loop.nanoTime() + Nanos.of(options.attemptDelay());
        while (winner == null && underWay > 0 && failed == failedBefore && !deadline.isOver()) {
            long wait = deadline.left();
            if (!left.isEmpty()) {
                long delay = next - loop.nanoTime();
                if (delay <= 0) return;
                wait = wait == 0 ? delay : Math.min(wait, delay);
            }
            changed.await(loop, wait, "connecting");
        }
    }

    private final class Attempt {
        final InetSocketAddress address;
        final Future<?> coroutine;
        @Nullable StreamClosedError failure;

        Attempt(InetSocketAddress address) {
            this.address = address;
            this.coroutine = Gen.spawn(this::connect);
        }

        private void connect() {
            try {
                IOStream stream = IOStream.connect(address, source());
                if (over) {
                    stream.close();
                    return;
                }
                over = true;
                winner = stream;
            } catch (StreamClosedError refused) {
                failure = refused;
                failed++;
            } finally {
                underWay--;
                changed.wake();
            }
        }

        private @Nullable InetSocketAddress source() {
            if (options.sourceAddress() instanceof InetAddress mine) return new InetSocketAddress(mine, options.sourcePort());
            if (options.sourcePort() == 0) return null;
            String anywhere = AddressFamily.IPV4.accepts(address.getAddress()) ? "0.0.0.0" : "::";
            return new InetSocketAddress(InetAddress.ofLiteral(anywhere), options.sourcePort());
        }

        @Override
        public String toString() {
            return address.getAddress().getHostAddress() + " " + (failure == null ? "did not answer" : words(failure.realError()));
        }

        /** The kernel's words, without its call's name, which comes before, and the address, which has been said. */
        private String words(@Nullable Throwable failure) {
            if (failure == null) return "closed";
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();     // without Netty's annotation
            String words = cause.getMessage();
            if (words == null) return cause instanceof NoRouteToHostException ? "No route to host" : cause.getClass().getSimpleName();
            int call = words.indexOf("failed with error(");
            if (call >= 0 && words.indexOf("): ", call) > 0) words = words.substring(words.indexOf("): ", call) + 3);
            int place = words.indexOf(": " + address);
            return place < 0 ? words : words.substring(0, place);
        }
    }
}

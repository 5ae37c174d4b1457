package typhoon.tcp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;
import typhoon.ioloop.IOLoop;
import typhoon.ioloop.ThisRun;
import typhoon.testing.AsyncTestCase;

class LoopNamesTest extends AsyncTestCase {
    private static final InetAddressResolver.LookupPolicy ANY =
            InetAddressResolver.LookupPolicy.of(InetAddressResolver.LookupPolicy.IPV4 | InetAddressResolver.LookupPolicy.IPV6);
    private static final InetAddress ONE = InetAddress.ofLiteral("192.0.2.1");
    private static final InetAddress TWO = InetAddress.ofLiteral("2001:db8::2");

    /** Answers when it is let; keeps who asked. */
    private static final class SlowNames implements InetAddressResolver {
        final CountDownLatch answers = new CountDownLatch(1);
        volatile Thread asker = Thread.currentThread();
        volatile LookupPolicy policy = ANY;
        volatile int questions;

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate")        // one question at a time
        public Stream<InetAddress> lookupByName(String host, LookupPolicy asked) throws UnknownHostException {
            asker = Thread.currentThread();
            policy = asked;
            questions++;
            await();
            if (host.equals("nowhere")) throw new UnknownHostException(host);
            return Stream.of(TWO, ONE);
        }

        @Override
        public String lookupByAddress(byte[] address) {
            asker = Thread.currentThread();
            await();
            return "one.test";
        }

        private void await() {
            try {
                answers.await();
            } catch (InterruptedException _) {
                throw new IllegalStateException("nobody interrupts a look-up");
            }
        }
    }

    private final SlowNames slow = new SlowNames();
    private final LoopNames names = new LoopNames(slow);

    /** Lets the answer come when the heart has beaten ten times: on a loop that is blocked it never does. */
    private void beatThenAnswer() {
        Gen.spawn(() -> {
            for (int beat = 0; beat < 10; beat++) Gen.moment();
            slow.answers.countDown();
        });
    }

    private InetAddress[] lookUp(String host) throws UnknownHostException {
        return names.lookupByName(host, ANY).toArray(InetAddress[]::new);
    }

    @Test
    void theLoopGoesOnDuringASlowLookUp() throws Exception {
        beatThenAnswer();
        assertArrayEquals(new InetAddress[] {TWO, ONE}, lookUp("slow"), "in the order of the JDK's resolver");
        assertTrue(slow.asker.getName().startsWith("typhoon-names-") && slow.asker.isDaemon(), slow.asker::toString);
        assertSame(ANY, slow.policy);
    }

    @Test
    void itGoesOnDuringTheSearchForANameToo() throws Exception {
        beatThenAnswer();
        assertEquals("one.test", names.lookupByAddress(ONE.getAddress()));
        assertNotSame(Thread.currentThread(), slow.asker);
    }

    @Test
    void anUnknownHostIsTheSameErrorAsOffTheLoop() {
        beatThenAnswer();
        assertEquals("nowhere", assertThrows(UnknownHostException.class, () -> lookUp("nowhere")).getMessage());
    }

    @Test
    void offTheLoopTheCallingThreadAsksItself() throws Exception {
        slow.answers.countDown();
        var asker = new CompletableFuture<Thread>();
        var thread = Thread.ofPlatform().start(() -> {
            try {
                lookUp("anything");
                asker.complete(slow.asker);
            } catch (UnknownHostException impossible) {
                asker.completeExceptionally(impossible);
            }
        });
        assertSame(thread, Gen.await(asker));
    }

    @Test
    void anInterruptIsKeptForTheNextWaitSinceTheJdkWouldRememberItAsNoSuchHost() {
        var waiting = new CompletableFuture<Thread>();
        Future<Boolean> stillInterrupted = Gen.spawn(() -> {
            waiting.complete(Thread.currentThread());
            assertEquals(2, lookUp("slow").length);
            return Thread.interrupted();
        });
        waitFor(() -> slow.questions == 1);
        Gen.await(waiting).interrupt();
        for (int turn = 0; turn < 5; turn++) Gen.moment();
        assertFalse(stillInterrupted.isDone());
        slow.answers.countDown();
        assertTrue(Gen.await(stillInterrupted));
    }

    @Test
    void whoAsksAgainWhileTheAnswerIsOutstandingWaitsForTheSameOne() throws Exception {
        Future<InetAddress[]> first = Gen.spawn(() -> lookUp("slow"));
        Future<InetAddress[]> second = Gen.spawn(() -> lookUp("slow"));
        waitFor(() -> slow.questions == 1);
        for (int turn = 0; turn < 5; turn++) Gen.moment();
        slow.answers.countDown();
        assertArrayEquals(Gen.await(first), Gen.await(second));
        assertEquals(1, slow.questions);
    }

    @Test
    void aLoopThatIsClosedLeavesNobodyInALookUp() throws Exception {
        ThisRun.needsSeveralLoops();
        var left = new CompletableFuture<UnknownHostException>();
        var thread = Thread.ofPlatform().start(() -> {
            try (var other = new IOLoop()) {
                other.runSync(() -> {
                    Gen.spawn(() -> left.complete(assertThrows(UnknownHostException.class, () -> lookUp("slow"))));
                    while (slow.questions == 0) Gen.moment();
                    return null;
                });
            }
        });
        assertEquals("the loop was closed during the look-up", Gen.await(left).getMessage());
        thread.join();
        slow.answers.countDown();
    }
}

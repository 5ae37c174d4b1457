package typhoon.ioloop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import typhoon.gen.Gen;
import typhoon.netty.Acceptor;
import typhoon.netty.StreamChannel;
import typhoon.testing.AsyncTestCase;
import typhoon.testing.RawClient;

@OneMinute
class IOLoopForkTest {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final Set<IOLoop> loops = ConcurrentHashMap.newKeySet();

    private static Acceptor listen(InetSocketAddress address) {
        try {
            return Acceptor.bind(IOLoop.current().loop(), address, 16, false, StreamChannel::abort);
        } catch (java.io.IOException refused) {
            throw new java.io.UncheckedIOException(refused);
        }
    }

    @Test
    void theBodyRunsOnceOnEachLoopAndAllAreClosedInTheEnd() {
        ThisRun.needsSeveralLoops();
        var threads = new ConcurrentLinkedQueue<String>();
        IOLoop.fork(3, () -> {
            loops.add(IOLoop.current());
            threads.add(ThisRun.carrier());
            IOLoop.current().stop();
        });
        assertEquals(3, loops.size());
        assertEquals(List.of("typhoon-loop-0", "typhoon-loop-1", "typhoon-loop-2"), threads.stream().sorted().toList());
        for (IOLoop loop : loops) assertThrows(IllegalStateException.class, loop::start);
    }

    @Test
    void zeroIsALoopForEachProcessor() {
        ThisRun.needsSeveralLoops();
        IOLoop.fork(0, () -> {
            loops.add(IOLoop.current());
            IOLoop.current().stop();
        });
        assertEquals(Runtime.getRuntime().availableProcessors(), loops.size());
    }

    @Test
    void allListenOnTheFreePortThatTheFirstOneGot() {
        ThisRun.needsSeveralLoops();
        var ports = new ConcurrentLinkedQueue<Integer>();
        var listening = new CountDownLatch(3);
        IOLoop.fork(3, () -> {
            ports.add(listen(ANY_PORT).localAddress().getPort());
            listening.countDown();
            await(listening);
            IOLoop.current().stop();
        });
        assertEquals(3, ports.size());
        assertEquals(1, Set.copyOf(ports).size(), ports::toString);
    }

    @Test
    void eachLoopAcceptsSomeOfTheConnections() throws Exception {
        ThisRun.needsSeveralLoops();
        var accepted = new ConcurrentHashMap<IOLoop, AtomicInteger>();
        var ports = new ConcurrentLinkedQueue<Integer>();
        var thread = Thread.ofPlatform().start(() -> IOLoop.fork(2, () -> {
            IOLoop own = IOLoop.current();
            accepted.put(own, new AtomicInteger());
            try {
                var acceptor = Acceptor.bind(own.loop(), ANY_PORT, 128, false, stream -> {
                    accepted.get(own).incrementAndGet();
                    stream.abort();
                });
                ports.add(acceptor.localAddress().getPort());
            } catch (java.io.IOException refused) {
                throw new java.io.UncheckedIOException(refused);
            }
        }));
        while (ports.size() < 2) Thread.sleep(1);
        for (int i = 0; i < 64; i++) new RawClient(new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.peek())).close();
        while (accepted.values().stream().mapToInt(AtomicInteger::get).sum() < 64) Thread.sleep(1);
        assertTrue(accepted.values().stream().allMatch(count -> count.get() > 0), accepted::toString);
        thread.interrupt();
        thread.join();
    }

    @Test
    void aSecondLoopIsRefusedTheFileThatAnotherListensAt(@TempDir Path folder) {
        ThisRun.needsSeveralLoops();
        Path file = folder.resolve("socket");
        var refused = assertThrows(java.io.UncheckedIOException.class, () -> IOLoop.fork(2, () -> {
            try {
                Acceptor.bind(IOLoop.current().loop(), file, 16, StreamChannel::abort);
            } catch (java.io.IOException problem) {
                throw new java.io.UncheckedIOException(problem);
            }
        }));
        assertTrue(String.valueOf(refused.getMessage()).contains("loops cannot share a socket of the unix domain"), refused::toString);
    }

    @Test
    void aPortThatSomebodyElseHasIsRefusedThoughItIsToBeShared() throws Exception {
        try (var other = AsyncTestCase.bindUnusedPort()) {
            var refused = assertThrows(java.io.UncheckedIOException.class, () -> IOLoop.fork(1, () ->
                    listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), other.getLocalPort()))));
            assertTrue(String.valueOf(refused.getMessage()).contains("Address already in use"), refused::toString);
        }
    }

    @Test
    void aBodyThatFailsStopsAllAndItsFailureIsThrown() {
        ThisRun.needsSeveralLoops();
        var problem = new IllegalArgumentException("no such thing");
        var begun = new AtomicInteger();
        assertSame(problem, assertThrows(IllegalArgumentException.class, () -> IOLoop.fork(2, () -> {
            loops.add(IOLoop.current());
            if (begun.getAndIncrement() == 0) throw problem;
            Gen.sleep(Duration.ofDays(1));
        })));
        for (IOLoop loop : loops) assertThrows(IllegalStateException.class, loop::start);
    }

    @Test
    void anInterruptOfTheCallerStopsThemAll() throws Exception {
        var begun = new CountDownLatch(1);
        var thread = Thread.ofPlatform().start(() -> IOLoop.fork(1, begun::countDown));
        begun.await();
        thread.interrupt();
        thread.join();
    }

    @Test
    void isNotCalledInACoroutine() {
        try (var loop = new IOLoop()) {
            var refused = assertThrows(IllegalStateException.class, () -> loop.runSync(() -> {
                IOLoop.fork(1, () -> {});
                return true;
            }));
            assertTrue(refused.getMessage().contains("IOLoop.fork was called in a coroutine of IOLoop-"), refused.getMessage());
        }
    }

    @Test
    void wantsAccessForMoreThanOne() {
        if (!IOLoop.carrier().equals("supported access")) ThisRun.skip("with private access there may be any number of loops");
        var refused = assertThrows(IllegalStateException.class, () -> IOLoop.fork(2, () -> {}));
        assertTrue(refused.getMessage().contains("--add-opens java.base/java.lang=ALL-UNNAMED, or write IOLoop.fork(1, …)"));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }
}

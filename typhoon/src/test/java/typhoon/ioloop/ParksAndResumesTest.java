// Longer than 400 lines because it has a test for each row of the table of calls that park.
package typhoon.ioloop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import typhoon.gen.Gen;
import typhoon.testing.AsyncTestCase;

/**
 * Whatever blocks parks its coroutine only: while the test waits, a second coroutine of the loop, the heart, beats; and the test goes on
 * where it was. Mostly it is the heart that ends the wait when it has beaten often enough, so nothing here depends on how fast the
 * machine is, and a call that blocked the loop would never return.
 */
@Timeout(30)
class ParksAndResumesTest extends AsyncTestCase {
    private static final int BEATS = 10;
    private static final Duration A_WHILE = Duration.ofMillis(300);
    private static final int LONG_TIMEOUT = 30_000;

    private int beats;

    private interface Heart {
        void live(Runnable beat) throws Exception;
    }

    private interface Wait {
        void await() throws Exception;
    }

    private record Place(IOLoop loop, String carrier, Thread thread) {
        static Place here() {
            return new Place(IOLoop.current(), ThisRun.carrier(), Thread.currentThread());
        }
    }

    /** Runs {@code wait} here while {@code heart} lives beside it. */
    private void parks(Wait wait, Heart heart) throws Exception {
        var before = Place.here();
        Future<?> life = Gen.spawn(() -> {
            heart.live(this::beat);
            return null;
        });
        while (beats == 0) Gen.moment();
        int atEntry = beats;
        wait.await();
        assertTrue(beats > atEntry + 1, () -> "the heart beat " + atEntry + " times before the wait and " + beats + " times in all");
        assertEquals(before, Place.here());
        Gen.await(life);
    }

    /** For waits that end by themselves. */
    private void parks(Wait wait) throws Exception {
        parks(wait, Runnable::run);
    }

    /** Half by turns, half by the loop's timers. */
    private void beat() {
        for (int i = 0; i < BEATS; i++) {
            if (i % 2 == 0) Gen.moment();
            else Gen.sleep(Duration.ofNanos(100_000));
            beats++;
        }
    }

    private static Heart then(Wait end) {
        return beat -> {
            beat.run();
            end.await();
        };
    }

    // ---- time

    @Test
    void threadSleep() throws Exception {
        parks(() -> Thread.sleep(A_WHILE));
    }

    @Test
    void park() throws Exception {
        Thread me = Thread.currentThread();
        boolean[] go = {false};
        parks(() -> {
            while (!go[0]) LockSupport.park(this);
        }, then(() -> {
            go[0] = true;
            LockSupport.unpark(me);
        }));
    }

    @Test
    void parkNanos() throws Exception {
        parks(() -> {
            long end = System.nanoTime() + A_WHILE.toNanos();
            while (System.nanoTime() < end) LockSupport.parkNanos(this, end - System.nanoTime());
        });
    }

    // ---- sockets of the JDK

    @Test
    void socketConnect() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        int[] connected = {0};
        try (var server = new ServerSocket(0, 1)) {
            server.setSoTimeout(100);
            parks(() -> {
                List<Future<?>> connects = new ArrayList<>();
                for (int i = 0; i < 5; i++) {           // more than the backlog: the kernel lets the last ones wait
                    var socket = new Socket();
                    sockets.add(socket);
                    connects.add(Gen.spawn(() -> {
                        socket.connect(server.getLocalSocketAddress(), LONG_TIMEOUT);
                        connected[0]++;
                        return null;
                    }));
                }
                for (Future<?> connect : connects) Gen.await(connect);
            }, then(() -> {
                while (connected[0] < 5) acceptOne(server, sockets);
            }));
        } finally {
            for (Socket socket : sockets) socket.close();
        }
    }

    private static void acceptOne(ServerSocket server, List<Socket> sockets) throws IOException {
        try {
            sockets.add(server.accept());
        } catch (SocketTimeoutException _) {
            // the kernel asks again after a second
        }
    }

    @Test
    void socketAccept() throws Exception {
        try (var server = bindUnusedPort(); var client = new Socket()) {
            parks(() -> server.accept().close(), then(() -> client.connect(server.getLocalSocketAddress())));
        }
    }

    @Test
    void socketRead() throws Exception {
        try (var server = bindUnusedPort(); var client = new Socket(server.getInetAddress(), server.getLocalPort());
                var peer = server.accept()) {
            parks(() -> assertEquals('x', client.getInputStream().read()), then(() -> peer.getOutputStream().write('x')));
        }
    }

    @Test
    void socketReadWithTimeout() throws Exception {
        try (var server = bindUnusedPort(); var client = new Socket(server.getInetAddress(), server.getLocalPort());
                var peer = server.accept()) {
            client.setSoTimeout(LONG_TIMEOUT);
            parks(() -> assertEquals('x', client.getInputStream().read()), then(() -> peer.getOutputStream().write('x')));
        }
    }

    @Test
    void socketReadWhoseTimeIsUp() throws Exception {
        try (var server = bindUnusedPort(); var client = new Socket(server.getInetAddress(), server.getLocalPort());
                var peer = server.accept()) {
            client.setSoTimeout((int) A_WHILE.toMillis());
            assertTrue(peer.isConnected());
            parks(() -> assertThrows(SocketTimeoutException.class, client.getInputStream()::read));
        }
    }

    @Test
    void socketWrite() throws Exception {
        int size = 16 << 20;
        try (var server = bindUnusedPort(); var client = new Socket(server.getInetAddress(), server.getLocalPort());
                var peer = server.accept()) {
            parks(() -> client.getOutputStream().write(new byte[size]), then(() -> peer.getInputStream().skipNBytes(size)));
        }
    }

    @Test
    void socketChannel() throws Exception {
        try (var server = bindUnusedPort(); var client = SocketChannel.open(server.getLocalSocketAddress()); var peer = server.accept()) {
            parks(() -> assertEquals(1, client.read(ByteBuffer.allocate(10))), then(() -> peer.getOutputStream().write('x')));
        }
    }

    @Test
    void selectorSelect() throws Exception {
        try (var server = bindUnusedPort(); var client = SocketChannel.open(server.getLocalSocketAddress()); var peer = server.accept();
                var selector = Selector.open()) {
            client.configureBlocking(false).register(selector, SelectionKey.OP_READ);
            parks(() -> assertEquals(1, selector.select()), then(() -> peer.getOutputStream().write('x')));
        }
    }

    @Test
    void aRefusedConnect() throws IOException {
        int port;
        try (var server = bindUnusedPort()) {
            port = server.getLocalPort();
        }
        var before = Place.here();
        try (var socket = new Socket()) {
            assertThrows(IOException.class, () -> socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
        }
        assertEquals(before, Place.here());
    }

    // ---- locks and monitors

    @Test
    void reentrantLock() throws Exception {
        var lock = new ReentrantLock();
        parks(() -> {
            lock.lockInterruptibly();
            try {
                assertTrue(lock.isHeldByCurrentThread());
            } finally {
                lock.unlock();
            }
        }, beat -> {
            lock.lock();
            try {
                beat.run();
            } finally {
                lock.unlock();
            }
        });
    }

    @Test
    void monitorThatAnotherCoroutineHolds() throws Exception {
        var monitor = new Object();
        boolean[] entered = {false};
        parks(() -> {
            synchronized (monitor) {
                entered[0] = true;
            }
        }, beat -> {
            synchronized (monitor) {
                beat.run();
                assertFalse(entered[0]);
            }
        });
    }

    @Test
    void objectWait() throws Exception {
        var monitor = new Object();
        boolean[] go = {false};
        parks(() -> {
            synchronized (monitor) {
                while (!go[0]) monitor.wait();
            }
        }, then(() -> {
            synchronized (monitor) {
                go[0] = true;
                monitor.notifyAll();
            }
        }));
    }

    @Test
    void objectWaitWithTimeout() throws Exception {
        var monitor = new Object();
        parks(() -> {
            long end = System.nanoTime() + A_WHILE.toNanos();
            synchronized (monitor) {
                while (System.nanoTime() < end) monitor.wait(A_WHILE.toMillis());
            }
        });
    }

    @Test
    void sleepWhileAMonitorIsHeld() throws Exception {
        var monitor = new Object();
        parks(() -> {
            synchronized (monitor) {
                Thread.sleep(A_WHILE);
            }
        });
    }

    // ---- java.util.concurrent, threads, processes

    @Test
    void completableFuture() throws Exception {
        var future = new CompletableFuture<String>();
        parks(() -> assertEquals("x", future.get()), then(() -> future.complete("x")));
    }

    @Test
    void blockingQueue() throws Exception {
        var queue = new LinkedBlockingQueue<String>();
        parks(() -> assertEquals("x", queue.take()), then(() -> queue.add("x")));
    }

    @Test
    void futureOfAThreadPool() throws Exception {
        var latch = new CountDownLatch(1);
        try (var pool = Executors.newSingleThreadExecutor()) {
            Future<Boolean> future = pool.submit(() -> latch.await(1, TimeUnit.MINUTES));
            parks(() -> assertTrue(future.get()), then(latch::countDown));
        }
    }

    @Test
    void forkJoinTask() throws Exception {
        var latch = new CountDownLatch(1);
        try (var pool = new ForkJoinPool(1)) {
            var task = pool.submit(() -> latch.await(1, TimeUnit.MINUTES));
            parks(() -> assertTrue(task.get()), then(latch::countDown));
        }
    }

    @Test
    void joinOfAPlatformThread() throws Exception {
        var latch = new CountDownLatch(1);
        Thread thread = Thread.ofPlatform().daemon().start(() -> awaitQuietly(latch));
        parks(thread::join, then(latch::countDown));
    }

    @Test
    void joinOfAVirtualThread() throws Exception {
        var latch = new CountDownLatch(1);
        Thread thread = Thread.startVirtualThread(() -> awaitQuietly(latch));
        parks(thread::join, then(latch::countDown));
    }

    @Test
    void processWaitFor() throws Exception {
        Process cat = new ProcessBuilder("cat").start();
        parks(() -> assertEquals(0, cat.waitFor()), then(() -> cat.getOutputStream().close()));
    }

    // ---- interrupts

    @Test
    void interruptWhileParked() throws Exception {
        Thread me = Thread.currentThread();
        parks(() -> {
            while (!Thread.interrupted()) LockSupport.park(this);
        }, then(me::interrupt));
    }

    @Test
    void interruptWhileAsleep() throws Exception {
        Thread me = Thread.currentThread();
        parks(() -> assertThrows(InterruptedException.class, () -> Thread.sleep(LONG_TIMEOUT)), then(me::interrupt));
    }

    @Test
    void interruptWhileWaitingForAMonitorsNotify() throws Exception {
        Thread me = Thread.currentThread();
        var monitor = new Object();
        parks(() -> assertThrows(InterruptedException.class, () -> {
            synchronized (monitor) {
                while (!Thread.interrupted()) monitor.wait();
            }
        }), then(me::interrupt));
    }

    // ---- virtual threads born in a coroutine

    @Test
    void aVirtualThreadStartedHereStaysOnTheLoop() throws Exception {
        List<Place> places = new ArrayList<>();
        Thread child = Thread.startVirtualThread(() -> {
            places.add(Place.here());
            sleepQuietly();
            places.add(Place.here());
        });
        parks(child::join);
        var expected = new Place(loop(), ThisRun.carrier(), child);
        assertEquals(List.of(expected, expected), places);
    }

    @Test
    void tasksOfAnExecutorOfVirtualThreadsStayOnTheLoop() throws Exception {
        List<String> carriers = new ArrayList<>();
        parks(() -> {
            try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 20; i++) {
                    executor.submit(() -> {
                        sleepQuietly();
                        assertEquals(loop(), IOLoop.current());
                        carriers.add(ThisRun.carrier());
                    });
                }
            }
        });
        assertEquals(20, carriers.size());
        assertEquals(List.of(ThisRun.carrier()), carriers.stream().distinct().toList());
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertTrue(latch.await(1, TimeUnit.MINUTES));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void sleepQuietly() {
        try {
            Thread.sleep(A_WHILE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}

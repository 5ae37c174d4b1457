package typhoon.gen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import typhoon.locks.Condition;
import typhoon.locks.Event;
import typhoon.locks.Lock;
import typhoon.locks.Semaphore;
import typhoon.queues.Queue;
import typhoon.testing.AsyncTestCase;

/** To cancel a coroutine is to interrupt it, whatever it waits for; what it held or stood in line for is free for others. */
@Timeout(30)
class InterruptionTest extends AsyncTestCase {
    private static final Duration FOREVER = Duration.ofDays(1000);

    private interface Wait {
        void await() throws Exception;
    }

    /** Lets a coroutine come as far as its wait, cancels it, and returns with what the wait ended. */
    private Throwable cancelled(Wait wait) {
        var end = new @Nullable Throwable[1];
        var ended = new Event();
        Future<?> waiter = Gen.spawn(() -> {
            try {
                wait.await();
                return "it was not interrupted";
            } catch (Throwable interruption) {
                end[0] = interruption;
                throw interruption;
            } finally {
                ended.set();
            }
        });
        for (int turn = 0; turn < 5; turn++) Gen.moment();      // so that its children have begun too
        assertFalse(waiter.isDone(), "it waits");
        assertTrue(waiter.cancel(true));
        ended.await();
        assertThrows(CancellationException.class, () -> Gen.await(waiter));
        return assertInstanceOf(Throwable.class, end[0]);
    }

    @Test
    void endsASleepOfOursAndOfTheJdk() {
        assertInstanceOf(CancellationException.class, cancelled(() -> Gen.sleep(FOREVER)));
        assertInstanceOf(InterruptedException.class, cancelled(() -> Thread.sleep(FOREVER)));
    }

    @Test
    void endsAWaitForALockAndTheNextInLineGetsIt() {
        var lock = new Lock();
        var held = lock.acquire();
        assertInstanceOf(CancellationException.class, cancelled(lock::acquire));
        Future<?> next = Gen.spawn(() -> lock.acquire().close());
        held.close();
        Gen.await(next);
        assertFalse(lock.isHeld());

        var theirs = new ReentrantLock();
        Future<?> holder = Gen.spawn(() -> {
            theirs.lock();
            try {
                Gen.sleep(FOREVER);
            } finally {
                theirs.unlock();
            }
        });
        Gen.moment();
        assertInstanceOf(InterruptedException.class, cancelled(theirs::lockInterruptibly));
        holder.cancel(true);
        theirs.lock();
        theirs.unlock();
    }

    @Test
    void endsAWaitForAPermitAnEventAndASignal() {
        var semaphore = new Semaphore(0);
        assertInstanceOf(CancellationException.class, cancelled(semaphore::acquire));
        semaphore.release();
        assertEquals("Semaphore[free=1, waiting=0]", semaphore.toString());
        assertInstanceOf(CancellationException.class, cancelled(() -> new Event().await()));
        var condition = new Condition();
        assertInstanceOf(CancellationException.class, cancelled(condition::await));
        assertEquals("Condition[waiting=0]", condition.toString());
        assertInstanceOf(InterruptedException.class, cancelled(() -> new CountDownLatch(1).await()));
        var monitor = new Object();
        assertInstanceOf(InterruptedException.class, cancelled(() -> {
            synchronized (monitor) {
                while (true) monitor.wait();
            }
        }));
    }

    @Test
    void endsAWaitAtAQueueAndLeavesNothingBehind() {
        var queue = new Queue<String>(1);
        assertInstanceOf(CancellationException.class, cancelled(queue::get));
        queue.put("kept");
        assertInstanceOf(CancellationException.class, cancelled(() -> queue.put("never")));
        assertInstanceOf(CancellationException.class, cancelled(queue::join));
        assertEquals("kept", queue.get());
        assertTrue(queue.empty());
        assertInstanceOf(InterruptedException.class, cancelled(new LinkedBlockingQueue<String>()::take));
    }

    @Test
    void endsAWaitForAFutureAndTheFutureGoesOn() {
        var future = new CompletableFuture<String>();
        assertInstanceOf(CancellationException.class, cancelled(() -> Gen.await(future)));
        assertInstanceOf(CancellationException.class, cancelled(() -> Gen.awaitAll(List.of(future))));
        assertInstanceOf(CancellationException.class, cancelled(() -> Gen.withTimeout(FOREVER, future)));
        assertInstanceOf(CancellationException.class, cancelled(() -> WaitIterator.of(future).next()));
        assertInstanceOf(InterruptedException.class, cancelled(future::get));
        assertFalse(future.isDone());
    }

    @Test
    void endsTheChildrenOfWhoWaitsForThem() {
        var ended = new ArrayList<String>();
        Wait child = () -> {
            try {
                Gen.sleep(FOREVER);
            } finally {
                ended.add("child");
            }
        };
        assertInstanceOf(CancellationException.class, cancelled(() -> Gen.multi(() -> run(child), () -> run(child))));
        assertEquals(List.of("child", "child"), ended);
        assertInstanceOf(CancellationException.class, cancelled(() -> Gen.withTimeout(FOREVER, () -> run(child))));
        Gen.moment();
        assertEquals(3, ended.size());
        assertInstanceOf(CancellationException.class, cancelled(() -> {
            try (var group = new TaskGroup()) {
                group.spawn(() -> run(child));
                group.join();
            }
        }));
        assertEquals(4, ended.size());
    }

    private static boolean run(Wait wait) throws Exception {
        wait.await();
        return true;
    }

    @Test
    void endsReadingAcceptingAndWritingOfASocketOfTheJdk() throws IOException {
        try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var client = new Socket(server.getInetAddress(), server.getLocalPort()); var peer = server.accept()) {
            assertInstanceOf(SocketException.class, cancelled(() -> client.getInputStream().read()));
            assertTrue(client.isClosed(), "its peer hears of it");
            assertEquals(-1, peer.getInputStream().read());
            assertInstanceOf(SocketException.class, cancelled(server::accept));
        }
        try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var client = new Socket(server.getInetAddress(), server.getLocalPort()); var peer = server.accept()) {
            assertInstanceOf(SocketException.class, cancelled(() -> {
                while (true) peer.getOutputStream().write(new byte[65536]);
            }));
            assertFalse(client.isClosed());
        }
    }

    @Test
    void endsReadingOfAChannelOfTheJdk() throws IOException {
        try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var client = SocketChannel.open(server.getLocalSocketAddress()); var peer = server.accept()) {
            assertInstanceOf(ClosedByInterruptException.class, cancelled(() -> read(client)));
            assertEquals(-1, peer.getInputStream().read());
        }
    }

    private static int read(SocketChannel channel) throws IOException {
        return channel.read(ByteBuffer.allocate(1));
    }

    private static final class DriverError extends Exception {
        private static final long serialVersionUID = 1L;

        DriverError(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** What drivers of databases look like from here: a lock, a socket, and an exception of their own around that of the socket. */
    private static final class Driver {
        private final ReentrantLock lock = new ReentrantLock();
        private final Socket socket;

        Driver(Socket socket) {
            this.socket = socket;
        }

        int query() throws DriverError {
            lock.lock();
            try {
                if (socket.isClosed()) throw new DriverError("this connection has been closed", null);
                socket.getOutputStream().write('?');
                return socket.getInputStream().read();
            } catch (IOException broken) {
                throw new DriverError("an I/O error occurred", broken);
            } finally {
                lock.unlock();
            }
        }
    }

    @Test
    void endsAQueryOfADriverWhichLetsGoOfItsLock() throws IOException {
        try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var client = new Socket(server.getInetAddress(), server.getLocalPort()); var peer = server.accept()) {
            var driver = new Driver(client);
            var second = new ArrayList<Future<Integer>>();
            Throwable end = cancelled(() -> {
                second.add(Gen.spawn(driver::query));
                driver.query();
            });
            assertInstanceOf(SocketException.class, assertInstanceOf(DriverError.class, end).getCause());
            assertEquals("this connection has been closed",
                    assertThrows(DriverError.class, () -> Gen.await(second.getFirst())).getMessage());
            assertEquals('?', peer.getInputStream().read());
        }
    }

    @Test
    void endsAWaitForAnExecutorWhetherItsWorkHasBegunOrNot() throws InterruptedException {
        var begun = new Event();
        var interrupted = new CountDownLatch(1);
        try (var pool = Executors.newSingleThreadExecutor()) {
            Future<?> first = Gen.spawn(() -> loop().runInExecutor(pool, () -> {
                loop().addCallback(begun::set);
                try {
                    Thread.sleep(FOREVER);
                    return "it was not interrupted";
                } finally {
                    interrupted.countDown();
                }
            }));
            begun.await();
            assertInstanceOf(CancellationException.class, cancelled(() -> loop().runInExecutor(pool, () -> "its turn never came")));
            first.cancel(true);
            interrupted.await();
        }
    }
}

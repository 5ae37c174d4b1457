package typhoon.ioloop;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;

/**
 * A wake-up from another thread is never lost: this thread wakes the loop, which has nothing else to do, waits for its answer, idles for
 * a random moment so as to meet it while it goes to sleep, and wakes it again. A lost wake-up is an answer that does not come.
 *
 * <p>Takes {@code -Dtyphoon.stress.seconds} (3 if not given), shared by the ways to wake.
 */
class WakeUpStressTest {
    private static final int WAYS = 6;
    private static final long NANOS = TimeUnit.SECONDS.toNanos(Integer.getInteger("typhoon.stress.seconds", 3)) / WAYS;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);

    private final Random random = new Random(7);
    private @Nullable IOLoop loop;
    private @Nullable Thread carrier;

    // This thread asks by counting up, the loop answers with the same number.
    private volatile int asked;
    private volatile int answered;

    private interface Wake {
        void now(int number) throws Exception;
    }

    @BeforeEach
    void startLoop() throws InterruptedException {
        var made = new CompletableFuture<IOLoop>();
        carrier = Thread.ofPlatform().daemon().name("stressed").start(() -> {
            try (var mine = new IOLoop()) {
                mine.addCallback(() -> made.complete(mine));
                mine.start();
            }
        });
        loop = made.join();
    }

    @AfterEach
    void stopLoop() throws InterruptedException {
        loop().stop();
        assertTrue(carrier == null || carrier.join(Duration.ofSeconds(20)), "the loop did not stop");
    }

    private IOLoop loop() {
        if (loop == null) throw new IllegalStateException("no loop yet");
        return loop;
    }

    @Test
    void byAddCallback() throws Exception {
        stress("addCallback", number -> loop().addCallback(() -> answered = number));
    }

    @Test
    void bySpawn() throws Exception {
        stress("spawn(…).get()", number -> answered = loop().spawn(() -> number).get(20, TimeUnit.SECONDS));
    }

    @Test
    void byUnpark() throws Exception {
        var sleeper = new CompletableFuture<Thread>();
        loop().spawn(() -> {
            sleeper.complete(Thread.currentThread());
            while (true) {
                while (asked == answered) {
                    LockSupport.park(this);
                    if (Thread.interrupted()) return;
                }
                answered = asked;
            }
        });
        Thread thread = sleeper.get();
        stress("unpark", _ -> LockSupport.unpark(thread));
    }

    @Test
    void byCompletingAFuture() throws Exception {
        var next = new AtomicReference<>(new CompletableFuture<Integer>());
        loop().spawn(() -> {
            while (true) {
                int number = Gen.await(next.get());
                next.set(new CompletableFuture<>());
                answered = number;
            }
        });
        stress("a future's completion", number -> next.get().complete(number));
    }

    @Test
    void byASocketOfTheJdk() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var here = new Socket(server.getInetAddress(), server.getLocalPort()); var there = server.accept()) {
            here.setTcpNoDelay(true);
            here.setSoTimeout((int) TimeUnit.NANOSECONDS.toMillis(PATIENCE));
            loop().spawn(() -> {
                echo(there);
                return null;
            });
            stress("a socket", number -> {
                here.getOutputStream().write(number);
                if (here.getInputStream().read() == (number & 0xFF)) answered = number;
            });
        }
    }

    @Test
    void byStop() throws Exception {
        if (IOLoop.carrier().equals("supported access")) ThisRun.skip("with supported access there is no second loop to stop");
        long end = System.nanoTime() + NANOS;
        int count = 0;
        try (var stopped = new IOLoop()) {
            for (; System.nanoTime() < end; count++) {
                var running = new CompletableFuture<Void>();
                stopped.addCallback(() -> running.complete(null));
                Thread starter = Thread.ofPlatform().daemon().start(stopped::start);
                running.get(20, TimeUnit.SECONDS);
                spin();
                stopped.stop();
                assertTrue(starter.join(Duration.ofNanos(PATIENCE)), "stop number " + count + " was lost");
            }
        }
        System.out.println(count + " wake-ups by stop");
    }

    private static void echo(Socket socket) throws IOException {
        try {
            var in = socket.getInputStream();
            for (int read = in.read(); read >= 0; read = in.read()) socket.getOutputStream().write(read);
        } catch (SocketException _) {
            // closed, because the test is over
        }
    }

    private void stress(String way, Wake wake) throws Exception {
        long end = System.nanoTime() + NANOS;
        for (int number = 1; System.nanoTime() < end; number++) {
            asked = number;
            wake.now(number);
            awaitAnswer(number, way);
            spin();
        }
        System.out.println(asked + " wake-ups by " + way);
    }

    private void awaitAnswer(int number, String way) {
        long latest = System.nanoTime() + PATIENCE;
        while (answered != number) {
            if (System.nanoTime() - latest > 0) throw new AssertionError("wake-up " + number + " by " + way + " was lost");
            Thread.onSpinWait();
        }
    }

    /** Between nothing and some 30 microseconds: the way of the loop from its answer into its selector. */
    private void spin() {
        int turns = random.nextInt(1 << random.nextInt(1, 10));
        for (int i = 0; i < turns; i++) Thread.onSpinWait();
    }
}

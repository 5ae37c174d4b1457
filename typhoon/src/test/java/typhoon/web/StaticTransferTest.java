package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static typhoon.web.URLSpec.url;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;
import typhoon.testing.ExpectLog;
import typhoon.testing.RawClient;
import typhoon.testing.TestResponse;

/** How a file leaves: off the loop, no faster than the client takes it, and never half of it as if it were the whole. */
class StaticTransferTest extends StaticTestCase {
    private static final long LARGE = 64L << 20;

    // Touched by threads of the executor too.
    private final CountDownLatch disk = new CountDownLatch(1);
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicLong taken = new AtomicLong();
    private final AtomicInteger hashed = new AtomicInteger();
    private final AtomicBoolean onLoop = new AtomicBoolean();

    /** Counts what is read. */
    class Counted extends StaticFileHandler {
        Counted() {
            super(StaticTransferTest.this.root());
        }

        @Override protected InputStream getContent(Path absolute, long start) throws IOException {
            open.incrementAndGet();
            opened.incrementAndGet();
            if (Thread.currentThread().isVirtual()) onLoop.set(true);
            return new FilterInputStream(super.getContent(absolute, start)) {
                @Override public int read(byte[] bytes, int offset, int length) throws IOException {
                    if (Thread.currentThread().isVirtual()) onLoop.set(true);
                    int got = in.read(bytes, offset, length);
                    taken.addAndGet(Math.max(0, got));
                    return got;
                }

                @Override public void close() throws IOException {
                    open.decrementAndGet();
                    super.close();
                }
            };
        }

        @Override protected @Nullable String getContentVersion(Path absolute) throws IOException {
            return null;
        }
    }

    class SlowDisk extends Counted {
        @Override protected InputStream getContent(Path absolute, long start) throws IOException {
            try {
                disk.await();
            } catch (InterruptedException interrupted) {
                throw new IOException(interrupted);
            }
            return super.getContent(absolute, start);
        }
    }

    class SlowHash extends StaticFileHandler {
        SlowHash() {
            super(StaticTransferTest.this.root());
        }

        @Override protected @Nullable String getContentVersion(Path absolute) throws IOException {
            hashed.incrementAndGet();
            if (Thread.currentThread().isVirtual()) onLoop.set(true);
            try {
                disk.await();
            } catch (InterruptedException interrupted) {
                throw new IOException(interrupted);
            }
            return super.getContentVersion(absolute);
        }
    }

    /** Somebody puts another file in its place between looking at it and opening it, once or always. */
    class Replaced extends StaticFileHandler {
        private final boolean always;

        Replaced(boolean always) {
            super(StaticTransferTest.this.root());
            this.always = always;
        }

        @Override protected InputStream getContent(Path absolute, long start) throws IOException {
            if (opened.getAndIncrement() == 1 || always) {
                Path other = file("other.txt", "replaced " + opened.get());
                Files.move(other, root().resolve("robots.txt"), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            }
            return super.getContent(absolute, start);
        }
    }

    @Override Route[] routes() {
        return new Route[] {url("/counted/(.*)", () -> new Counted()), url("/disk/(.*)", () -> new SlowDisk()),
            url("/hash/(.*)", () -> new SlowHash()), url("/replaced/(.*)", () -> new Replaced(false)),
            url("/changing/(.*)", () -> new Replaced(true))};
    }

    @Test void aSlowDiskHoldsUpNobodyElse() {
        var slow = Gen.spawn(() -> fetch("/disk/robots.txt"));
        for (int i = 0; i < 10; i++) assertEquals(404, fetch("/nowhere").code());
        assertFalse(slow.isDone());
        disk.countDown();
        assertEquals(ROBOTS, Gen.await(slow).bodyText());
        assertEquals(0, open.get());
        assertFalse(onLoop.get(), "coroutines do not wait for a disk: their thread does");
    }

    @Test void aVersionIsComputedOnceHoweverManyAsk() {
        var replies = new ArrayList<Future<TestResponse>>();
        for (int i = 0; i < 8; i++) replies.add(Gen.spawn(() -> fetch("/hash/robots.txt")));
        waitFor(() -> hashed.get() == 1);
        assertEquals(404, fetch("/nowhere").code());
        disk.countDown();
        for (var reply : replies) assertEquals(tag(ROBOTS), Gen.await(reply).headers().get("Etag"));
        assertEquals(1, hashed.get());
        assertFalse(onLoop.get());
    }

    @Test void aClientThatDoesNotReadIsWaitedForAndWhenItLeavesNothingIsLogged() throws IOException {
        large();
        try (var client = slowClient()) {
            client.send("GET /counted/large.bin HTTP/1.1\r\nHost: x\r\n\r\n");
            waitUntilItStalls();
            assertTrue(taken.get() < LARGE / 2, "read " + taken.get());
            assertEquals(1, open.get());
            assertEquals(ROBOTS, fetch("/robots.txt").bodyText());
            client.reset();
        }
        waitFor(() -> open.get() == 0);
        assertTrue(taken.get() < LARGE / 2, "read " + taken.get());
    }

    @Test void aFileThatShrinksMeanwhileEndsTheConnection() throws IOException {
        Path file = large();
        try (var client = slowClient(); var log = new ExpectLog("typhoon.general", "500 GET /counted/large.bin .*cut short: it ended .*")) {
            client.send("GET /counted/large.bin HTTP/1.1\r\nHost: x\r\n\r\n");
            waitUntilItStalls();
            try (var shrunk = new RandomAccessFile(file.toFile(), "rw")) {
                shrunk.setLength(1000);
            }
            String head = client.readUntil("\r\n\r\n");
            assertTrue(head.contains("Content-Length: " + LARGE), head);
            long got = client.readAllBytes().length;
            assertTrue(got < LARGE, "got " + got);
            waitFor(() -> log.matched().size() == 1);
        }
        assertEquals(0, open.get());
    }

    @Test void aFileThatGrowsMeanwhileIsSentAsItWas() throws IOException {
        Path file = large();
        try (var client = slowClient()) {
            client.send("GET /counted/large.bin HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            waitUntilItStalls();
            try (var grown = new RandomAccessFile(file.toFile(), "rw")) {
                grown.setLength(LARGE + 1000);
            }
            client.readUntil("\r\n\r\n");
            assertEquals(LARGE, client.readAllBytes().length);
        }
    }

    @Test void aFileThatIsReplacedMeanwhileIsSentAsItWas() throws IOException {
        Path file = large();
        try (var client = slowClient()) {
            client.send("GET /counted/large.bin HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            waitUntilItStalls();
            Files.move(file("new.bin", "new"), file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            client.readUntil("\r\n\r\n");
            assertEquals(LARGE, client.readAllBytes().length);
        }
        assertEquals("new", fetch("/counted/large.bin").bodyText());
    }

    @Test void aFileThatIsReplacedBeforeItIsOpenedIsLookedAtAgain() {
        var reply = fetch("/replaced/robots.txt");
        assertEquals("replaced 2", reply.bodyText());
        assertEquals(tag("replaced 2"), reply.headers().get("Etag"), "the tag of what was sent");
        assertEquals("10", reply.headers().get("Content-Length"));
    }

    @Test void whatWasSaidOfTheOneBeforeIsForgotten() {
        var reply = fetch(get("/replaced/robots.txt").header("Range", "bytes=0-9"));
        assertEquals(200, reply.code(), "a part of the one before, the whole of this one");
        assertEquals("replaced 2", reply.bodyText());
        assertNull(reply.headers().get("Content-Range"));
    }

    @Test void aFileThatIsReplacedAllTheTimeIsUnavailable() {
        try (var log = new ExpectLog("typhoon.general", "503 GET /changing/robots.txt .*has changed since it was looked at")) {
            var reply = fetch("/changing/robots.txt");
            assertEquals(503, reply.code());
            assertEquals("1", reply.headers().get("Retry-After"));
            assertEquals(1, log.matched().size());
        }
    }

    @Test void aHeadOpensNothing() {
        assertEquals("26", fetch(head("/counted/robots.txt")).headers().get("Content-Length"));
        assertEquals(416, fetch(get("/counted/robots.txt").header("Range", "bytes=-0")).code());
        assertEquals(0, opened.get());
    }

    @Test void aRangeReadsNoMoreThanItIs() {
        assertEquals("ser", fetch(get("/counted/robots.txt").header("Range", "bytes=1-3")).bodyText());
        assertEquals(3, taken.get());
        assertEquals(0, open.get());
    }

    private Path large() throws IOException {
        Path file = file("large.bin", "");
        try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(LARGE);
        }
        return file;
    }

    private RawClient slowClient() {
        return new RawClient(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()), 8 * 1024);
    }

    private void waitUntilItStalls() {
        for (long before = -1; taken.get() == 0 || taken.get() != before;) {
            before = taken.get();
            Gen.sleep(Duration.ofMillis(200));
        }
    }
}

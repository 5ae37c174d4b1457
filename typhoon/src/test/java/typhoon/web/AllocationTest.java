package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static typhoon.web.URLSpec.url;

import com.sun.management.ThreadMXBean;
import java.io.EOFException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import typhoon.ioloop.ChildJvm;
import typhoon.ioloop.IOLoop;
import typhoon.ioloop.ThisRun;

/**
 * How much garbage a request makes, in a JVM of its own: what the compiler saves on the heap depends on all that ran before. Growth is to
 * be noticed: the bound is to be lowered with what is measured, and not to be raised.
 */
class AllocationTest {
    private static final int BOUND = 1024;
    private static final int REQUESTS = 20_000;
    private static final int ROUNDS = 10;           // the best counts: on a busy machine the compiler is late
    private static final int PER_WRITE = 50;
    private static final String TEXT = "Hello, World!";

    /** The plain text of the benchmarks. */
    public static class PlainText extends RequestHandler {
        @Override
        public void get() {
            setHeader("Content-Type", "text/plain");
            write(TEXT);
        }
    }

    static final class Program {
        public static void main(String[] args) throws Exception {
            System.out.println(measure());
        }
    }

    @Test
    @Timeout(120)
    void aPlainTextRequestAllocatesAtMostAKibibyte() throws Exception {
        if (IOLoop.carrier().equals("supported access")) ThisRun.skip("on the JDK's carrier other threads allocate too");
        // Netty's search for leaks allocates for each buffer.
        String said = ChildJvm.run(Program.class, List.of("-Dio.netty.leakDetection.level=disabled"));
        long bytes = Long.parseLong(said.lines().toList().getLast());
        System.out.println(bytes + " bytes per request");
        assertTrue(bytes <= BOUND, bytes + " bytes per request");
        assertTrue(bytes > 100, "measured nothing");
    }

    private static long measure() throws Exception {
        var port = new CompletableFuture<Integer>();
        var loop = new CompletableFuture<IOLoop>();
        Thread thread = Thread.ofPlatform().start(() -> {
            try (var own = IOLoop.current()) {
                port.complete(new Application(new Settings().accessLog(false), url("/plaintext", PlainText::new)).listen(0).port());
                loop.complete(own);
                own.start();
            }
        });
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port.get())) {
            ask(socket, 3 * REQUESTS);
            var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long least = Long.MAX_VALUE;
            for (int round = 0; round < ROUNDS; round++) {
                long before = threads.getThreadAllocatedBytes(thread.threadId());
                ask(socket, REQUESTS);
                least = Math.min(least, (threads.getThreadAllocatedBytes(thread.threadId()) - before) / REQUESTS);
            }
            return least;
        } finally {
            loop.get().stop();
            thread.join();
        }
    }

    private static void ask(Socket socket, int requests) throws IOException {
        byte[] batch = "GET /plaintext HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".repeat(PER_WRITE).getBytes(StandardCharsets.US_ASCII);
        byte[] buffer = new byte[65536];
        for (int sent = 0; sent < requests; sent += PER_WRITE) {
            socket.getOutputStream().write(batch);
            int answers = 0;
            int matched = 0;
            while (answers < PER_WRITE) {
                int length = socket.getInputStream().read(buffer);
                for (int at = 0; at < length; at++) {
                    matched = buffer[at] == TEXT.charAt(matched) ? matched + 1 : 0;
                    if (matched < TEXT.length()) continue;
                    matched = 0;
                    answers++;
                }
                if (length < 0) throw new EOFException();
            }
        }
    }
}

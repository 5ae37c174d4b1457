package typhoon.examples.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The load script: clients that never pause, half of them on kept connections and half on a new one for each request, while the program is
 * told to stop, several times over. A client that got a reset, or a part of an answer, lost a request that the server had read: there must
 * be none. One whose connection ended in order before any byte of an answer knows that it may ask again: those are counted apart.
 */
class DrainUnderLoadTest {
    private static final int ROUNDS = Integer.getInteger("typhoon.drain.rounds", 5);
    private static final int CLIENTS = 32;
    private static final byte[] REQUEST = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger last = new AtomicInteger();                 // answered with Connection: close
    private final AtomicInteger closedBefore = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger partial = new AtomicInteger();
    private final AtomicInteger resets = new AtomicInteger();

    @TempDir
    Path folder = Path.of("");

    @Test
    @Timeout(180)
    void noRequestIsLost() throws Exception {
        for (int round = 0; round < ROUNDS; round++) stopUnderLoad();
        System.out.println(ROUNDS + " stops under load: " + answered + " answers, " + last + " of them told to be the last, " + closedBefore
                + " connections closed before any byte, " + refused + " refused, " + partial + " partial answers, " + resets + " resets");
        assertEquals(0, resets.get(), "resets");
        assertEquals(0, partial.get(), "partial answers");
        assertTrue(answered.get() > ROUNDS * CLIENTS, "the load was none");
        assertTrue(last.get() > 0, "nobody was told that his answer was the last");
    }

    private void stopUnderLoad() throws Exception {
        List<Thread> clients = new ArrayList<>();
        try (var users = UsersProcess.serving(folder)) {
            int before = answered.get();
            for (int i = 0; i < CLIENTS; i++) {
                boolean keeps = i % 2 == 0;
                clients.add(Thread.ofPlatform().daemon().start(() -> askUntilRefused(users.port(), keeps)));
            }
            while (answered.get() < before + 20 * CLIENTS) Thread.sleep(5);
            Thread.sleep(ThreadLocalRandom.current().nextInt(50));
            users.signal("TERM");
            for (Thread client : clients) client.join();
            assertEquals(0, users.exitCode(), users.err());
        }
    }

    private void askUntilRefused(int port, boolean keeps) {
        while (true) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(20_000);
                socket.setTcpNoDelay(true);
                boolean again = true;
                while (again) again = ask(socket) && keeps;
            } catch (ConnectException _) {
                refused.incrementAndGet();
                return;
            } catch (IOException _) {
                resets.incrementAndGet();
            }
        }
    }

    /** Whether the connection may be used again. */
    private boolean ask(Socket socket) throws IOException {
        socket.getOutputStream().write(REQUEST);
        byte[] answer = new byte[4096];
        int have = 0;
        while (true) {
            int count = read(socket.getInputStream(), answer, have);
            if (count < 0) {
                (have == 0 ? closedBefore : partial).incrementAndGet();
                return false;
            }
            have += count;
            String text = new String(answer, 0, have, StandardCharsets.ISO_8859_1);
            int head = text.indexOf("\r\n\r\n") + 4;
            if (head < 4 || have < head + length(text)) continue;
            answered.incrementAndGet();
            boolean closes = text.contains("\r\nConnection: close\r\n");
            if (closes) last.incrementAndGet();
            return !closes;
        }
    }

    private static int read(InputStream from, byte[] answer, int have) throws IOException {
        try {
            return from.read(answer, have, answer.length - have);
        } catch (SocketTimeoutException late) {
            throw new AssertionError("no answer within 20 s", late);
        }
    }

    private static int length(String head) {
        int at = head.indexOf("Content-Length: ") + "Content-Length: ".length();
        return Integer.parseInt(head.substring(at, head.indexOf('\r', at)));
    }
}

package typhoon.process;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that ask and ask, half of them on a new connection for each request, half keeping theirs; each request has a number, and its
 * answer must have the same.
 */
final class Load implements AutoCloseable {
    private static final int PATIENCE = 120_000;

    private final int port;
    private final List<Thread> clients = new ArrayList<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private volatile boolean ended;

    final AtomicInteger answers = new AtomicInteger();
    /** Kept connections that ended in order before a byte of an answer: such a client asks again. */
    final AtomicInteger askedAgain = new AtomicInteger();
    final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    final Queue<Failure> failures = new ConcurrentLinkedQueue<>();

    /** A request without an answer: when its connection was begun, and when it was seen to fail. */
    record Failure(long began, long failed, String what) {}

    Load(int port, int clients) {
        this.port = port;
        for (int client = 0; client < clients; client++) {
            boolean keeps = client % 2 == 0;
            this.clients.add(Thread.ofPlatform().daemon().name("client-" + client).start(() -> ask(keeps)));
        }
    }

    private void ask(boolean keeps) {
        while (!ended) {
            long began = System.nanoTime();
            try (var socket = connect(port)) {
                for (int i = 0; i == 0 || keeps && !ended; i++) {
                    if (!askOnce(socket, i > 0)) break;
                    Fleet.sleep(10);
                }
            } catch (IOException failed) {
                failures.add(new Failure(began, System.nanoTime(), failed.toString()));
            }
        }
    }

    /** Whether the connection may be used again. */
    private boolean askOnce(Socket socket, boolean used) throws IOException {
        String path = "/" + numbers.incrementAndGet();
        String answer;
        try {
            answer = exchange(socket, path);
        } catch (EOFException ended) {
            if (!used) throw ended;
            askedAgain.incrementAndGet();
            return false;
        }
        if (!answer.contains("\r\n\r\n" + path + " ")) wrong.add(path + " got " + answer);
        answers.incrementAndGet();
        return !answer.contains("\r\nConnection: close\r\n");
    }

    static Socket connect(int port) throws IOException {
        var socket = new Socket();
        socket.setSoTimeout(PATIENCE);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE);
        return socket;
    }

    static void send(Socket socket, String path) throws IOException {
        socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    static String exchange(Socket socket, String path) throws IOException {
        send(socket, path);
        return receive(socket);
    }

    /** Head and body; {@link EOFException} when the connection ended in order before any byte. */
    static String receive(Socket socket) throws IOException {
        byte[] answer = new byte[4096];
        int have = 0;
        while (true) {
            int count = read(socket, answer, have);
            if (count < 0 && have == 0) throw new EOFException("closed before any byte");
            if (count < 0) throw new IOException("closed amid an answer");
            have += count;
            String text = new String(answer, 0, have, StandardCharsets.ISO_8859_1);
            int head = text.indexOf("\r\n\r\n") + 4;
            if (head >= 4 && have >= head + length(text)) return text;
        }
    }

    private static int read(Socket socket, byte[] into, int from) throws IOException {
        try {
            return socket.getInputStream().read(into, from, into.length - from);
        } catch (SocketTimeoutException late) {
            throw new IOException("no answer within " + PATIENCE + " ms", late);
        }
    }

    private static int length(String head) {
        int at = head.indexOf("Content-Length: ") + "Content-Length: ".length();
        return Integer.parseInt(head.substring(at, head.indexOf('\r', at)));
    }

    /** One request on a connection of its own; the answer's body. */
    static String get(int port, String path) {
        try (var socket = connect(port)) {
            String answer = exchange(socket, path);
            return answer.substring(answer.indexOf("\r\n\r\n") + 4);
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    /** Waits until so many more answers came. */
    void awaitAnswers(int more) {
        for (int goal = answers.get() + more; answers.get() < goal;) Fleet.sleep(5);
    }

    @Override
    public void close() {
        ended = true;
        try {
            for (Thread client : clients) client.join();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }
}

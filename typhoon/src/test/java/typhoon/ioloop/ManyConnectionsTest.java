package typhoon.ioloop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import typhoon.http.HttpHeaders;
import typhoon.httpserver.HttpServer;

/** More clients than the process has descriptors for: who came first is served, and the others when some have left. */
class ManyConnectionsTest {
    /** A server and its greedy clients, in a JVM that has few descriptors. */
    static final class Program {
        public static void main(String[] args) throws Exception {
            var loop = IOLoop.current();
            var server = new HttpServer(request ->
                    request.connection().writeHeaders(200, "OK", new HttpHeaders(), "here".getBytes(StandardCharsets.US_ASCII), true));
            server.listen("127.0.0.1", 0);
            int port = server.port();
            var clients = Thread.ofPlatform().start(() -> attack(port));
            Thread.ofPlatform().daemon().start(() -> {
                try {
                    clients.join();
                } catch (InterruptedException impossible) {
                    throw new AssertionError(impossible);
                }
                loop.stop();
            });
            loop.start();
        }

        private static void attack(int port) {
            List<Socket> sockets = new ArrayList<>();
            try {
                System.out.println("before: " + ask(port));
                while (true) sockets.add(new Socket(InetAddress.getLoopbackAddress(), port));
            } catch (IOException full) {
                System.out.println("full after " + (sockets.size() > 10 ? "many" : "few: " + full));
            }
            try {
                Thread.sleep(1500);
                for (Socket socket : sockets) socket.close();
                System.out.println("after: " + ask(port));
            } catch (IOException | InterruptedException problem) {
                System.out.println("after: " + problem);
            }
        }

        private static String ask(int port) throws IOException {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(10_000);
                String request = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                return answer.substring(answer.length() - 4);
            }
        }
    }

    @Test
    void acceptingPausesAndGoesOnAndIsOneLineInTheLog() throws Exception {
        String output = ChildJvm.run(List.of("bash", "-c", "ulimit -n 150 && exec \"$@\"", "bash"), Program.class, List.of());
        assertTrue(output.contains("before: here"), output);
        assertTrue(output.contains("full after many"), output);
        assertTrue(output.contains("after: here"), output);
        assertEquals(1, output.lines().filter(line -> line.contains("Cannot accept connections on /127.0.0.1:")).count(), output);
        assertEquals(0, output.lines().filter(line -> line.startsWith("\tat ")).count(), output);
    }
}

package typhoon.examples.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import typhoon.examples.users.Crowd.Member;
import typhoon.testing.RawClient;
import typhoon.testing.WebSocketProbe;

/** Many clients, slow ones, deaf ones and rude ones, against a program that may not use more than 64 MiB of heap. */
@Timeout(120)
class LoadTest {
    private static final String SMALL_HEAP = "-Xmx64m";
    private static final int CROWD = 2_000;

    private static final int READERS = 195;
    private static final int DEAF = 5;
    private static final int MIB = 100;
    private static final int MESSAGE = 64 * 1024;
    private static final int AHEAD = 4;             // messages that the sender is ahead of the slowest reader: 256 KiB

    @TempDir
    Path folder = Path.of("");

    @Test
    void twoThousandFeedsASlowClientAndHalfOfThemResetting() throws Exception {
        assumeFiles(CROWD + 500);
        try (var users = UsersProcess.serving(folder, SMALL_HEAP); var crowd = new Crowd(users.port());
                var slow = new WebSocketProbe(users.port(), "/ws")) {
            var members = crowd.join(CROWD);
            var drop = Thread.ofPlatform().start(() -> byteASecond(slow.raw(), "hi"));

            members.getFirst().send("first");
            Crowd.await("all others have the message", 20, () -> members.stream().skip(1).allMatch(member -> member.messages == 1));
            assertEquals("first", slow.readText());
            assertEquals(0, members.getFirst().messages);

            members.subList(0, CROWD / 2).forEach(Member::reset);
            Crowd.await("the server knows who is gone", 20, () -> feeds(users.port()) == CROWD / 2 + 1);

            var rest = members.subList(CROWD / 2, CROWD);
            drop.join();
            Crowd.await("what came a byte a second has reached the rest", 20, () -> rest.stream().allMatch(member -> member.messages == 2));
            assertTrue(rest.stream().noneMatch(member -> member.gone));
            staysCalm(users);
        }
    }

    @Test
    void whoNeverReadsIsDroppedAndTheOthersGetEverything() throws Exception {
        assumeFiles(2 * (READERS + DEAF));
        try (var users = UsersProcess.serving(folder, SMALL_HEAP); var crowd = new Crowd(users.port())) {
            var readers = crowd.join(READERS);
            var deaf = crowd.joinDeaf(DEAF);
            var sender = crowd.join(1).getFirst();
            assertEquals(DEAF, deaf.size());
            Crowd.await("all are in", 10, () -> feeds(users.port()) == READERS + DEAF + 1);

            String message = "x".repeat(MESSAGE);
            int count = MIB * 1024 * 1024 / MESSAGE;
            for (int sent = 1; sent <= count; sent++) {
                sender.send(message);
                int lowest = sent - AHEAD;
                Crowd.await("the slowest has " + lowest + " messages", 20, () -> slowest(readers) >= lowest);
            }
            Crowd.await("everybody has everything", 20, () -> slowest(readers) == count);
            for (Member reader : readers) assertEquals((long) count * MESSAGE, reader.payload);
            Crowd.await("the deaf are dropped", 20, () -> feeds(users.port()) == READERS + 1);
            staysCalm(users);
        }
    }

    private static long slowest(List<Member> readers) {
        long slowest = Long.MAX_VALUE;
        for (Member reader : readers) slowest = Math.min(slowest, reader.messages);
        return slowest;
    }

    private static void byteASecond(RawClient client, String message) {
        for (byte one : WebSocketProbe.frame(true, 0, WebSocketProbe.TEXT, message.getBytes(), true)) {
            client.send(new byte[] {one});
            try {
                Thread.sleep(1_000);
            } catch (InterruptedException interrupted) {
                return;
            }
        }
    }

    private static int feeds(int port) {
        try (var client = new RawClient(port).send("GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")) {
            return client.readResponse().json(Users.Health.class).feeds();
        }
    }

    /** Whatever clients do is no error of ours, and memory sufficed. */
    private static void staysCalm(UsersProcess users) {
        assertEquals(List.of(), users.errors());
        users.signal("TERM");
        assertEquals(0, users.exitCode());
    }

    private static void assumeFiles(int count) {
        var system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        assumeTrue(system.getMaxFileDescriptorCount() - system.getOpenFileDescriptorCount() > count,
                "only " + system.getMaxFileDescriptorCount() + " open files are allowed here, " + count + " are needed: skipped");
    }
}

package typhoon.examples.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import typhoon.testing.RawClient;

/** The program as several processes, on one port and one H2 file. */
@Timeout(120)
class SeveralProcessesTest {
    private static final Pattern NAME = Pattern.compile("\"email\":\"([^\"]+)\"");

    @TempDir
    Path folder = Path.of("");

    @Test
    void allSeeTheSameUsersWhoeverAddedThem() {
        try (var users = UsersProcess.serving(folder, "--processes=2", "-Xmx256m")) {
            users.awaitLine("\\[I .*\\] What is written on /ws reaches the clients of one process only");
            var added = new HashSet<String>();
            for (int i = 0; i < 12; i++) {
                added.add("user" + i + "@example.org");
                add(users.port(), "user" + i + "@example.org");
            }
            for (int i = 0; i < 12; i++) assertEquals(added, all(users.port()));
            users.signal("TERM");
            assertEquals(0, users.exitCode(), users.err());
            assertEquals(List.of(), users.errors());
        }
    }

    @Test
    void aRollIsNotNoticedByWhoAsks() {
        try (var users = UsersProcess.serving(folder, "--processes=2", "-Xmx256m")) {
            add(users.port(), "ada@example.org");
            users.signal("HUP");
            while (!users.err().contains("child 1 (pid")) assertEquals(Set.of("ada@example.org"), all(users.port()));
            assertEquals(Set.of("ada@example.org"), all(users.port()));
            users.signal("TERM");
            assertEquals(0, users.exitCode(), users.err());
        }
    }

    private static void add(int port, String email) {
        String body = "{\"email\": \"" + email + "\"}";
        try (var client = new RawClient(port)) {
            client.send("POST /users HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n"
                    + body);
            assertEquals(201, client.readResponse().code());
        }
    }

    private static Set<String> all(int port) {
        try (var client = new RawClient(port)) {
            var response = client.send("GET /users HTTP/1.1\r\nHost: x\r\n\r\n").readResponse();
            assertEquals(200, response.code(), response::bodyText);
            assertTrue(response.bodyText().startsWith("["), response::bodyText);
            return NAME.matcher(response.bodyText()).results().map(found -> found.group(1)).collect(Collectors.toSet());
        }
    }
}

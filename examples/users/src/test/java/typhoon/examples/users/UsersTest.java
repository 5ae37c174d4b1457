package typhoon.examples.users;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.event.Level;
import typhoon.escape.Escape;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.ExpectLog;
import typhoon.testing.TestResponse;
import typhoon.testing.WebSocketProbe;
import typhoon.web.Application;

/** The whole program but for its command line, over real sockets and a real database. */
class UsersTest extends AsyncHttpTestCase {
    @TempDir
    Path folder = Path.of("");

    private @Nullable UserStore store;

    @Override
    protected Application getApp() {
        store = loop().runInExecutor(() -> UserStore.open(database()));
        return new Users(store).makeApp();
    }

    /** An empty one. */
    String database() throws Exception {
        return folder.resolve("users").toString();
    }

    @AfterEach
    void closeStore() {
        var opened = Objects.requireNonNull(store);
        loop().runInExecutor(() -> {
            opened.close();
            return true;
        });
    }

    @Test
    void aCreatedUserCanBeFetchedWhereItIsSaidToBe() {
        var created = fetch(post("/users").json(new NewUser("ada@example.org", "Ada")));
        assertEquals(201, created.code(), created.toString());
        var ada = created.json(User.class);
        assertEquals(new User(ada.id(), "ada@example.org", "Ada"), ada);
        assertEquals("/users/" + ada.id(), created.headers().get("Location"));
        assertEquals(ada, fetch("/users/" + ada.id()).json(User.class));
    }

    @Test
    void theListHoldsEverybodyInTheOrderTheyCame() {
        assertEquals("[]", fetch("/users").bodyText());
        var ada = create("ada@example.org");
        var bob = create("bob@example.org");
        assertEquals(List.of(ada, bob), List.of(fetch("/users").json(User[].class)));
    }

    @Test
    void theNameMayBeMissingTheAddressMayNot() {
        assertNull(create("ada@example.org").name());
        var refused = fetch(post("/users").json("{\"name\": \"Ada\"}"));
        assertEquals(400, refused.code());
        assertTrue(refused.bodyText().contains("email"), refused.toString());
    }

    @ParameterizedTest
    @CsvSource({"ada", "@example.org", "ada@", "ada@a@b", "'ada @example.org'", "''", "'  '"})
    void whatCannotBeAnAddressIsRefused(String email) {
        var refused = fetch(post("/users").json(new NewUser(email, null)));
        assertEquals(400, refused.code());
        assertTrue(refused.bodyText().contains("email must look like name@example.org"), refused.toString());
    }

    @Test
    void anAddressBelongsToOneUserHoweverItIsWritten() {
        assertEquals("ada@example.org", create(" Ada@Example.org ").email());
        var refused = fetch(post("/users").json(new NewUser("ADA@example.org", null)));
        assertEquals(409, refused.code());
        assertTrue(refused.bodyText().contains("ada@example.org is taken"), refused.toString());
        assertEquals(1, fetch("/users").json(User[].class).length);
    }

    @Test
    void badJsonIsToldItsPathLineAndColumn() {
        var refused = fetch(post("/users").json("{\n  \"email\": 7\n}"));
        assertEquals(400, refused.code());
        assertTrue(refused.bodyText().matches("(?s).*email.*line 2.*column \\d+.*"), refused.toString());
        assertTrue(String.valueOf(refused.headers().get("Content-Type")).startsWith("application/problem+json"), refused.toString());
    }

    @Test
    void aBodyThatIsNotJsonIsAnUnsupportedType() {
        assertEquals(415, fetch(post("/users").form("email", "ada@example.org")).code());
    }

    @Test
    void whoIsNotThereIsNotFound() {
        assertEquals(404, fetch("/users/7").code());
        assertEquals(404, fetch("/users/ada").code());
        assertEquals(404, fetch("/nothing").code());
        assertEquals(405, fetch(delete("/users")).code());
    }

    @Test
    void aMessageReachesAllOthersAndNotItsSender() {
        try (var ada = feed(); var bob = feed(); var eve = feed()) {
            ada.send("hello");
            assertEquals("hello", bob.readText());
            assertEquals("hello", eve.readText());
            bob.send("hi Ada");
            assertEquals("hi Ada", ada.readText());
            assertTrue(bob.raw().silentFor(Duration.ofMillis(50)));
        }
    }

    @Test
    void whoHasLeftIsForgotten() {
        try (var ada = feed(); var bob = feed()) {
            bob.sendClose(1000, "bye");
            assertEquals(1000, bob.readClose().closeCode());
            waitFor(() -> health().json(Users.Health.class).feeds() == 1);
            ada.send("anybody?");
            assertTrue(ada.raw().silentFor(Duration.ofMillis(50)));
        }
    }

    @Test
    void newUsersAreAnnounced() {
        try (var ada = feed()) {
            var bob = create("bob@example.org");
            assertEquals(new Users.News(bob), Escape.jsonDecode(ada.readText(), Users.News.class));
        }
    }

    @Test
    void aPageOfAnotherSiteMayNotListen() {
        try (var client = connect(); var _ = new ExpectLog("typhoon.general", "403 GET /ws .*Cross origin").level(Level.WARN)) {
            String key = "dGhlIHNhbXBsZSBub25jZQ==";
            client.send(WebSocketProbe.request("127.0.0.1:" + port(), "/ws", key, "Origin: http://elsewhere.example"));
            assertEquals(403, client.readResponse().code());
        }
    }

    @Test
    void thePageIsTheFileWeShip() throws IOException {
        var page = fetch("/");
        assertEquals(200, page.code());
        assertEquals("text/html; charset=UTF-8", page.headers().get("Content-Type"));
        try (var file = Objects.requireNonNull(Users.class.getResourceAsStream("index.html"))) {
            assertArrayEquals(file.readAllBytes(), page.body());
        }
    }

    @Test
    void thePageFetchesNothingFromElsewhere() {
        String page = fetch("/").bodyText();
        assertFalse(page.matches("(?si).*(src|href)\\s*=\\s*[\"']?(https?:)?//.*"), "the page must not depend on another site");
        assertFalse(page.contains("@import"));
    }

    /** A name goes out as JSON, which no browser takes for a page, and the page puts it in as text only. */
    @Test
    void aUserNamedScriptIsOnlyAName() {
        String name = "<script>alert(1)</script>";
        fetch(post("/users").json(new NewUser("eve@example.org", name)));
        var list = fetch("/users");
        assertEquals(name, list.json(User[].class)[0].name());
        assertTrue(String.valueOf(list.headers().get("Content-Type")).startsWith("application/json"), list.head());

        String page = fetch("/").bodyText();
        assertTrue(page.contains(".textContent = "));
        for (String door : List.of("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "srcdoc", "eval(", "DOMParser")) {
            assertFalse(page.contains(door), door);
        }
    }

    @Test
    void healthzSaysWhetherTheDatabaseAnswers() {
        assertEquals(200, health().code());
        assertEquals(new Users.Health("up", "up", 0), health().json(Users.Health.class));
        closeStore();
        try (var _ = new ExpectLog(Users.class.getName(), "the database does not answer").level(Level.WARN)) {
            var down = health();
            assertEquals(503, down.code());
            assertEquals(new Users.Health("down", "down", 0), down.json(Users.Health.class));
        }
    }

    private TestResponse health() {
        return fetch("/healthz");
    }

    private WebSocketProbe feed() {
        return new WebSocketProbe(port(), "/ws");
    }

    private User create(String email) {
        var created = fetch(post("/users").json(new NewUser(email, null)));
        assertEquals(201, created.code(), created.toString());
        assertNotNull(created.headers().get("Location"));
        return created.json(User.class);
    }
}

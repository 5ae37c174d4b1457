package typhoon.examples.blog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import typhoon.auth.Passwords;
import typhoon.httpserver.RequestDelegate;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.ExpectLog;
import typhoon.testing.TestRequest;
import typhoon.testing.TestResponse;

/** The blog, as browsers and programs see it. */
class BlogTest extends AsyncHttpTestCase {
    private static final Passwords FEW = new Passwords().rounds(10);
    private static final String SCRIPT = "<script>alert(1)</script>";

    private final Store store;

    /** Here, on JUnit's thread: opening a database would hold the loop. */
    BlogTest() throws SQLException {
        store = Store.open("jdbc:h2:mem:blog" + System.nanoTime() + ";DB_CLOSE_DELAY=-1");
    }

    @Override
    protected RequestDelegate getApp() {
        return new Blog(store, FEW, "a secret of thirty-two characters").makeApp();
    }

    @AfterEach
    void closeTheStore() {
        store.close();
    }

    /** Keeps cookies, and sends the token of the page it saw last. */
    private final class Browser {
        final Map<String, String> cookies = new LinkedHashMap<>();
        private String token = "";

        TestResponse send(TestRequest request) {
            for (var cookie : cookies.entrySet()) request = request.cookie(cookie.getKey(), cookie.getValue());
            var response = fetch(request);
            for (String line : response.headers().getList("Set-Cookie")) {
                String name = line.substring(0, line.indexOf('='));
                if (line.matches("(?i).*; expires=Thu, 01 Jan 1970.*")) cookies.remove(name);
                else cookies.put(name, line.substring(line.indexOf('=') + 1, line.indexOf(';')));
            }
            var found = Pattern.compile("name=\"_xsrf\" value=\"([^\"]+)\"").matcher(response.bodyText());
            if (found.find()) token = found.group(1);
            return response;
        }

        TestResponse open(String path) {
            return send(get(path));
        }

        TestResponse post(String path, String... fields) {
            var all = new ArrayList<>(List.of(fields));
            all.addAll(List.of("_xsrf", token));
            return send(TestRequest.post(path).form(all.toArray(String[]::new)));
        }

        Browser registered(String name) {
            open("/register");
            assertEquals(303, post("/register", "name", name, "password", "correct horse").code());
            open("/");
            return this;
        }

        String write(String title, String body) {
            open("/posts/new");
            var response = post("/posts/new", "title", title, "body", body);
            assertEquals(303, response.code(), response.toString());
            return String.valueOf(response.headers().get("Location"));
        }
    }

    // ---- accounts

    @Test
    void whoJoinsIsLoggedIn() {
        var ada = new Browser().registered("ada");
        String page = ada.open("/").bodyText();
        assertTrue(page.contains("<span class=\"who\">ada</span>"), page);
        assertTrue(store.user("ada").hash().startsWith("$pbkdf2-sha512$i=10$"));
    }

    @Test
    void whoLogsOutIsNobodyUntilHeLogsInAgain() {
        var ada = new Browser().registered("ada");
        assertEquals(303, ada.post("/logout").code());
        assertFalse(ada.cookies.containsKey("session"));
        assertEquals(302, ada.open("/posts/new").code());
        ada.open("/login");
        assertEquals(303, ada.post("/login", "name", "ada", "password", "correct horse").code());
        assertEquals(200, ada.open("/posts/new").code());
    }

    @Test
    void aWrongPasswordLetsNobodyIn() {
        new Browser().registered("ada");
        var eve = new Browser();
        eve.open("/login");
        for (String[] pair : new String[][] {{"ada", "correct hors"}, {"ada", ""}, {"nobody", "correct horse"}, {"ada\0", "x"}}) {
            var response = eve.post("/login", "name", pair[0], "password", pair[1]);
            assertEquals(403, response.code());
            assertTrue(response.bodyText().contains("There is no such name with this password."));
            assertFalse(eve.cookies.containsKey("session"));
        }
    }

    @Test
    void noPasswordIsAWrongOne() {
        var eve = new Browser();
        eve.open("/login");
        assertEquals(403, eve.post("/login", "name", "ada").code());
        assertEquals(400, eve.post("/register", "name", "eve").code());
    }

    @Test
    void namesAndPasswordsHaveRules() {
        new Browser().registered("ada");
        var other = new Browser();
        other.open("/register");
        for (String[] pair : new String[][] {{"ada", "correct horse"}, {"a b", "correct horse"}, {"<b>", "correct horse"}, {"eve", "short"},
            {"x".repeat(41), "correct horse"}, {"eve", "x".repeat(1025)}}) {
            var response = other.post("/register", "name", pair[0], "password", pair[1]);
            assertEquals(400, response.code(), pair[0]);
            assertTrue(response.bodyText().contains("class=\"problem\""), response.bodyText());
            assertFalse(response.bodyText().contains("<b>"));
        }
        assertNull(store.user("eve"));
    }

    @Test
    void afterLoginOneGoesOnHereAndNowhereElse() {
        new Browser().registered("ada");
        for (String[] pair : new String[][] {{"/posts/new", "/posts/new"}, {"https://evil.example/", "/"}, {"//evil.example", "/"},
            {"/\\evil.example", "/"}, {"", "/"}}) {
            var ada = new Browser();
            ada.open("/login");
            var response = ada.post("/login", "name", "ada", "password", "correct horse", "next", pair[0]);
            assertEquals(pair[1], response.headers().get("Location"));
        }
        assertEquals("/login?next=%2Fposts%2Fnew", new Browser().open("/posts/new").headers().get("Location"));
    }

    @Test
    void aHashWithFewerRoundsIsReplacedAtLogin() {
        new Browser().registered("ada");
        store.rehash(store.user("ada"), FEW.rounds(3).hash("correct horse"));
        var ada = new Browser();
        ada.open("/login");
        assertEquals(303, ada.post("/login", "name", "ada", "password", "correct horse").code());
        assertTrue(store.user("ada").hash().startsWith("$pbkdf2-sha512$i=10$"));
    }

    @Test
    void whoTriesTooOftenHasToWait() {
        var eve = new Browser();
        eve.open("/login");
        int code = 403;
        for (int i = 0; i < 25 && code == 403; i++) code = eve.post("/login", "name", "ada", "password", "x").code();
        assertEquals(429, code);
    }

    // ---- posts

    @Test
    void whatWasWrittenIsReadByAll() {
        String path = new Browser().registered("ada").write("First & last", "Line one\r\nline two");
        String page = new Browser().open(path).bodyText();
        assertTrue(page.contains("<h1>First &amp; last</h1>") && page.contains("Line one\nline two"), page);
        assertTrue(new Browser().open("/").bodyText().contains("<a href=\"" + path + "\">First &amp; last</a>"));
        assertFalse(page.contains("/edit"));
    }

    @Test
    void aScriptIsTextEverywhere() {
        var ada = new Browser().registered("ada");
        String path = ada.write(SCRIPT + "\"'", SCRIPT + "</textarea>");
        for (String where : List.of("/", path, path + "/edit", "/login?next=/" + SCRIPT)) {
            String page = ada.open(where).bodyText();
            assertFalse(page.contains("<script"), where + ": " + page);
            assertTrue(where.startsWith("/login") || page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), where);
        }
        String policy = ada.open(path).headers().get("Content-Security-Policy");
        assertTrue(policy.contains("script-src 'self'") && !policy.contains("unsafe"), policy);
    }

    @Test
    void onlyTheAuthorMayEdit() {
        var ada = new Browser().registered("ada");
        String path = ada.write("Title", "Text");
        var eve = new Browser().registered("eve");
        assertEquals(403, eve.open(path + "/edit").code());
        assertEquals(403, eve.post(path + "/edit", "title", "Mine", "body", "now").code());
        assertEquals(302, new Browser().open(path + "/edit").code());
        try (var _ = new ExpectLog("typhoon.general", "403 POST /posts/1/edit .* '_xsrf' argument missing")) {
            assertEquals(403, new Browser().post(path + "/edit", "title", "Mine", "body", "now").code());
        }
        ada.open(path + "/edit");
        assertEquals(303, ada.post(path + "/edit", "title", "Better", "body", "Text").code());
        assertTrue(new Browser().open(path).bodyText().contains("<h1>Better</h1>"));
    }

    @Test
    void aFormOfAnotherPageChangesNothing() {
        var ada = new Browser().registered("ada");
        ada.token = "";
        try (var _ = new ExpectLog("typhoon.general", "403 POST .* '_xsrf' argument missing")) {
            assertEquals(403, ada.post("/posts/new", "title", "x", "body", "y").code());
            assertEquals(403, ada.post("/logout").code());
        }
        assertEquals(0, store.posts(10).size());
    }

    @Test
    void aPostWithoutTitleOrTextIsShownAgain() {
        var ada = new Browser().registered("ada");
        ada.open("/posts/new");
        var response = ada.post("/posts/new", "title", " ", "body", "Text & more");
        assertEquals(400, response.code());
        assertTrue(response.bodyText().contains("A post needs a title.") && response.bodyText().contains("Text &amp; more"));
        assertEquals(400, ada.post("/posts/new", "title", "x".repeat(201), "body", "y").code());
        assertEquals(400, ada.post("/posts/new", "title", "x", "body", "y".repeat(20_001)).code());
        assertEquals(0, store.posts(10).size());
    }

    @Test
    void whatIsNotThereIsNotFound() {
        assertEquals(404, fetch("/posts/7").code());
        assertEquals(404, fetch("/posts/x").code());
        assertEquals(404, fetch("/api/posts/7").code());
        assertTrue(fetch("/style.css").bodyText().contains("--accent"));
    }

    // ---- JSON

    @Test
    void aProgramWritesAndReads() {
        new Browser().registered("ada");
        var draft = Map.of("title", "By a program", "body", "Beep.");
        var created = fetch(post("/api/posts").basicAuth("ada", "correct horse").json(draft));
        assertEquals(201, created.code(), created.toString());
        Post post = created.json(Post.class);
        assertEquals("ada", post.author());
        assertEquals(post, fetch(created.headers().get("Location")).json(Post.class));
        assertTrue(fetch("/api/posts").bodyText().contains("By a program"));
        assertTrue(new Browser().open("/posts/" + post.id()).bodyText().contains("Beep."));
    }

    @Test
    void aProgramHasToSayWhoItIsToWrite() {
        var ada = new Browser().registered("ada");
        var draft = Map.of("title", "x", "body", "y");
        assertEquals(401, fetch(post("/api/posts").json(draft)).code());
        assertEquals(401, fetch(post("/api/posts").basicAuth("ada", "wrong").json(draft)).code());
        assertEquals(401, ada.send(post("/api/posts").json(draft)).code(), "a session is no password");
        assertEquals(415, fetch(post("/api/posts").basicAuth("ada", "correct horse").form("title", "x", "body", "y")).code());
        assertEquals(400, fetch(post("/api/posts").basicAuth("ada", "correct horse").json(Map.of("title", "x"))).code());
        assertEquals(400, fetch(post("/api/posts").basicAuth("ada", "correct horse").json(Map.of("title", "", "body", "y"))).code());
        assertEquals(0, store.posts(10).size());
    }
}

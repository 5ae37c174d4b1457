package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static typhoon.web.URLSpec.url;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import typhoon.testing.TestResponse;

/** No url and no link leads out of the root. Sent as raw bytes, because a client would tidy such urls. */
class StaticEscapeTest extends StaticTestCase {
    @Override Route[] routes() {
        var free = new Application(new Settings().staticPath(root()).staticUrlPrefix("/free/").staticLinks(true));
        return new Route[] {free, url("/all(/.*)", () -> new StaticFileHandler(Path.of("/")))};
    }

    @BeforeEach void writeSecrets() throws IOException {
        file("sub/page.txt", "page");
        Files.createDirectory(folder.resolve("root2"));
        Files.writeString(folder.resolve("root2/secret.txt"), "secret");
    }

    @Test void whatLeadsOutIsForbidden() {
        for (String path : List.of("../secret.txt", "%2e%2e/secret.txt", "..%2fsecret.txt", "%2e%2e%2Fsecret.txt", ".%2e/secret.txt",
                "sub/../../secret.txt", "robots.txt/../../secret.txt", "./../secret.txt", ".//../secret.txt", "../root2/secret.txt",
                "../../../../../../../../etc/passwd", "/etc/passwd", "%2fetc/passwd", "//etc/passwd", "../", "..", "..//secret.txt/")) {
            expectRefused(403, path);
        }
    }

    @Test void whatIsOddIsNotFound() {
        for (String path : List.of("%252e%252e/secret.txt", "..%255csecret.txt", "..%5csecret.txt", "..\\secret.txt",
                "sub\\..\\..\\secret.txt", "%5c%5chost%5cshare", "C:%5csecret.txt", "C:/secret.txt", "C:secret.txt",
                "robots.txt%00", "%00", "../secret.txt%00.png", ".../secret.txt", "..;/secret.txt", "sub/..%00/secret.txt",
                "file:///etc/passwd", "~/secret.txt")) {
            expectRefused(404, path);
        }
    }

    @Test void aNameWithABackslashIsNoneAnywhere() throws IOException {
        assumeTrue(File.separatorChar == '/', "is a separator here");
        file("odd\\name.txt", "odd");
        expectRefused(404, "odd%5cname.txt");
    }

    @Test void badUtf8IsABadRequest() {
        for (String path : List.of("%c0%ae%c0%ae/secret.txt", "%c0%af..%c0%afsecret.txt", "%e0%80%ae./secret.txt", "%ff")) {
            expectRefused(400, path);
        }
    }

    @Test void aTargetThatIsAWholeUrlIsNoWayAround() {
        expectRefused(403, raw("http://x/static/../secret.txt"), "http://x");
    }

    @Test void whatStaysInsideIsServed() {
        for (String path : List.of("sub/page.txt", "sub/../sub/page.txt", "./sub/page.txt", "sub//page.txt", "sub/./page.txt",
                "sub%2fpage.txt", "../root/sub/page.txt", "sub/page.txt/")) {
            var reply = raw("/static/" + path);
            assertEquals(200, reply.code(), path);
            assertEquals("page", reply.bodyText(), path);
        }
    }

    @Test void theRootOfTheFileSystemHasEverythingInIt() {
        assertEquals("page", raw("/all" + root().resolve("sub/page.txt")).bodyText());
    }

    @Test void aLinkThatLeadsOutIsForbidden() throws IOException {
        Files.createSymbolicLink(root().resolve("link.txt"), folder.resolve("secret.txt"));
        Files.createSymbolicLink(root().resolve("links"), folder.resolve("root2"));
        Files.createSymbolicLink(root().resolve("sub/up"), Path.of("../.."));
        for (String path : List.of("link.txt", "links/secret.txt", "sub/up/secret.txt", "links")) {
            expectRefused(403, path);
        }
        assertEquals("secret", raw("/free/link.txt").bodyText());
        assertEquals("secret", raw("/free/links/secret.txt").bodyText());
        assertEquals(403, raw("/free/../secret.txt").code(), "that is no link");
    }

    @Test void aLinkThatStaysInsideIsFollowed() throws IOException {
        Files.createSymbolicLink(root().resolve("link.md"), Path.of("sub/page.txt"));
        var reply = raw("/static/link.md");
        assertEquals("page", reply.bodyText());
        assertEquals("text/markdown", reply.headers().get("Content-Type"), "by the name that was asked for");
        Files.createSymbolicLink(root().resolve("loop"), Path.of("loop"));
        Files.createSymbolicLink(root().resolve("dangling"), Path.of("nowhere"));
        expectRefused(404, "loop");
        expectRefused(404, "dangling");
    }

    @Test void theRootItselfMayBeALink() throws IOException {
        Path linked = Files.createSymbolicLink(folder.resolve("current"), root());
        Path real = linked.toRealPath();
        Path found = StaticFile.find(linked, StaticPath.of(linked, "sub/page.txt"), false).path();
        assertEquals(real.resolve("sub/page.txt"), found);
    }

    @Test void aPipeIsNotWaitedFor() throws IOException, InterruptedException {
        assumeTrue(Files.exists(Path.of("/usr/bin/mkfifo")), "needs mkfifo");
        assertEquals(0, new ProcessBuilder("/usr/bin/mkfifo", root().resolve("pipe").toString()).start().waitFor());
        expectRefused(403, "pipe");
        assertEquals(403, raw("/all/dev/zero").code());
    }

    @Test void whatMayNotBeReadIsForbidden() throws IOException {
        Path closed = file("closed.txt", "closed");
        assumeTrue(closed.toFile().setReadable(false) && !Files.isReadable(closed), "everything can be read by this user");
        expectRefused(403, "closed.txt");
    }

    @Test void onWindowsThereAreMoreNamesThatAreNone() {
        for (String name : List.of("CON", "con.txt", "sub/AUX", "nul .txt", "COM1", "lpt9.log", "COM\u00B9", "conin$", "x.txt::$DATA",
                "x.txt:s", "x.txt.", "x.txt ", "sub./x", "C:/x")) {
            assertFalse(StaticPath.isName(name, true), name);
        }
        for (String name : List.of("", "a/b.txt", "console.txt", "sub/", "a/../b", "./c", "COM10", "null")) {
            assertTrue(StaticPath.isName(name, true), name);
        }
        assertTrue(StaticPath.isName("aux.js", false), "elsewhere they are names like others");
        assertFalse(StaticPath.isName("a\\b", false));
    }

    private TestResponse raw(String target) {
        try (var client = connect()) {
            return client.send("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n").readResponse();
        }
    }

    private void expectRefused(int code, String path) {
        expectRefused(code, raw("/static/" + path), path);
    }

    private static void expectRefused(int code, TestResponse reply, String path) {
        assertEquals(code, reply.code(), path);
        assertFalse(reply.bodyText().contains("secret") || reply.bodyText().contains("root:"), path);
    }
}

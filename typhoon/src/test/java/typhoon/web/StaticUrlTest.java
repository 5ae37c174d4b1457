package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static typhoon.web.URLSpec.url;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;
import typhoon.testing.ExpectLog;

/** Urls that change when their file does. */
class StaticUrlTest extends StaticTestCase {
    private final String versioned = "?v=" + version(ROBOTS);

    static class Urls extends RequestHandler {
        public void get(String path) {
            write(staticUrl(path));
        }
    }

    static class Forms extends RequestHandler {
        @Override public void get() {
            boolean host = getArgument("host", false);
            write(staticUrl("robots.txt", host) + " " + staticUrl("robots.txt", host, false));
        }
    }

    static class WithHost extends Urls {
        @Override public void get(String path) {
            write(staticUrl(path) + " " + staticUrl(path, false));
        }

        @Override protected boolean includeHost() {
            return true;
        }
    }

    class Elsewhere extends RequestHandler {
        @Override public void get() {
            var problem = assertThrows(IllegalStateException.class, () -> staticUrl("x"));
            write(String.valueOf(problem.getMessage()));
        }
    }

    @Override Route[] routes() {
        return new Route[] {url("/url/(.*)", Urls::new), url("/host/(.*)", WithHost::new), url("/forms", Forms::new),
            new Application(url("/none", () -> new Elsewhere()))};
    }

    @Test void theVersionIsTheHashOfTheContent() {
        assertEquals("/static/robots.txt" + versioned, fetch("/url/robots.txt").bodyText());
        var reply = fetch(fetch("/url/robots.txt").bodyText());
        assertEquals(ROBOTS, reply.bodyText());
        assertEquals("max-age=315360000", reply.headers().get("Cache-Control"));
        assertEquals('"' + versioned.substring(3) + '"', reply.headers().get("Etag"));
    }

    @Test void hostAndProtocolStandBeforeItWhereTheyAreWanted() {
        String plain = "/static/robots.txt";
        String whole = getUrl(plain);
        assertEquals(whole + versioned + " " + plain + versioned, fetch("/host/robots.txt").bodyText());
        assertEquals(whole + versioned + " " + whole, fetch("/forms?host=1").bodyText());
    }

    @Test void theVersionCanBeLeftOut() {
        assertEquals("/static/robots.txt" + versioned + " /static/robots.txt", fetch("/forms").bodyText());
    }

    @Test void aFileThatHasChangedHasAnotherUrlWithinASecond() throws IOException {
        assertEquals("/static/robots.txt" + versioned, fetch("/url/robots.txt").bodyText());
        file("robots.txt", "new");
        assertEquals("/static/robots.txt" + versioned, fetch("/url/robots.txt").bodyText(), "not looked at again so soon");
        clock().advance(Duration.ofMillis(1001));
        assertEquals("/static/robots.txt?v=" + version("new"), fetch("/url/robots.txt").bodyText());
    }

    @Test void withoutItsFileAUrlHasNoVersion() throws IOException {
        Files.createDirectory(root().resolve("dir"));
        for (String path : new String[] {"nothing.css", "../secret.txt", "dir", "%5cx"}) {
            try (var log = new ExpectLog("typhoon.general", "no version of the static file .*")) {
                String decoded = path.replace("%5c", "\\");
                assertEquals("/static/" + decoded, fetch("/url/" + path.replace("..", "%2e%2e")).bodyText());
                assertEquals("/static/" + decoded, fetch("/url/" + path.replace("..", "%2e%2e")).bodyText());
                assertEquals(1, log.matched().size(), "said once a second at most");
            }
        }
    }

    @Test void whoHasNoFilesIsTold() {
        assertEquals("staticUrl() needs to know where the files lie: new Settings().staticPath(Path.of(\"static\"))",
                fetch("/none").bodyText());
    }

    @Test void versionsCanBeForgotten() throws IOException {
        fetch("/url/robots.txt");
        file("robots.txt", "new");
        StaticFileHandler.reset();
        assertEquals("/static/robots.txt?v=" + version("new"), fetch("/url/robots.txt").bodyText());
    }

    @Test void aVersionIsComputedWhileOthersAreServed() {
        var url = Gen.spawn(() -> fetch("/url/robots.txt").bodyText());
        assertFalse(url.isDone());
        assertEquals(404, fetch("/nowhere").code());
        assertEquals("/static/robots.txt" + versioned, Gen.await(url));
    }
}

package typhoon.snippets;

import static typhoon.gen.Gen.await;
import static typhoon.gen.Gen.multi;
import static typhoon.gen.Gen.spawn;
import static typhoon.gen.Gen.timeLeft;

import java.net.URI;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import typhoon.gen.Concurrent;
import typhoon.gen.TaskGroup;
import typhoon.gen.WaitIterator;
import typhoon.ioloop.IOLoop;

class GenSnippets {
    String page(String url) throws Exception {
        try (var in = URI.create(url).toURL().openStream()) {
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    int together() {
        // @start region="together"
        var first = spawn(() -> page("http://127.0.0.1/a"));             // begins next turn
        List<String> both = multi(() -> page("http://127.0.0.1/b"), () -> page("http://127.0.0.1/c"));
        int length = await(first).length() + both.getFirst().length();
        // @end
        return length;
    }

    void group(List<String> urls) {
        // @start region="group"
        try (var group = new TaskGroup()) {
            for (String url : urls) group.spawn(() -> page(url));           // one that fails interrupts the others
            group.join();                                                   // and is thrown here
        }
        // @end
    }

    void iterator(List<String> urls) {
        // @start region="iterator"
        var pages = new LinkedHashMap<String, Future<String>>();
        for (String url : urls) pages.put(url, spawn(() -> page(url)));
        var results = WaitIterator.of(pages);
        while (!results.done()) {
            String page = results.next();                                   // the quickest first
            System.out.println(results.currentIndex() + ": " + page.length());
        }
        // @end
    }

    void chain(Future<String> work, CompletableFuture<String> promised) {
        // @start region="chain"
        Concurrent.chain(work, promised);                                   // promised ends as work does
        Concurrent.onDone(work, ended -> System.out.println("it is " + ended.state()));
        // @end
    }

    void direct(IOLoop loop) {
        // @start region="direct"
        loop.setDefaultExecutor(Concurrent.DIRECT);             // in a test: what would go elsewhere is done here, in a known order
        // @end
    }

    void limited(Statement statement) throws SQLException {
        // @start region="timeLeft"
        if (timeLeft() instanceof Duration left) statement.setQueryTimeout((int) Math.max(1, left.toSeconds()));    // it gives up then, too
        // @end
    }
}

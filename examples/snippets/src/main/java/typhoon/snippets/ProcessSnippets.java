package typhoon.snippets;

import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import typhoon.httpserver.HttpServer;
import typhoon.ioloop.IOLoop;
import typhoon.process.Processes;
import typhoon.process.Subprocess;
import typhoon.web.Application;

class ProcessSnippets {
    void fork(Application app) {
        // @start region="fork"
        Processes.fork(0);                               // from here on there is one process per core
        app.listen(8888);                                // all on this port
        IOLoop.current().start();
        // @end
    }

    void shutdown(HttpServer server, IOLoop loop) {
        // @start region="shutdown"
        Processes.onShutdown(() -> loop.addCallback(() -> {
            server.drain(Duration.ofSeconds(30));        // answers what has been asked
            loop.stop();                                 // and start() returns
        }));
        // @end
    }

    String subprocess(String text) {
        // @start region="subprocess"
        var sort = new Subprocess(new ProcessBuilder("sort", "-u").redirectError(Redirect.INHERIT));
        try (var in = sort.stdin()) {
            in.write(text);                              // closing is the end of its input
        }
        byte[] sorted = sort.stdout().readUntilClose();  // others run meanwhile
        sort.waitForExit();                              // CalledProcessError unless it ended with 0
        // @end
        return new String(sorted, StandardCharsets.UTF_8);
    }
}

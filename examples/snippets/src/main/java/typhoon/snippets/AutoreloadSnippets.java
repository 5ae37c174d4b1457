package typhoon.snippets;

import static typhoon.web.URLSpec.url;

import java.nio.file.Path;
import java.util.List;
import typhoon.autoreload.Autoreload;
import typhoon.autoreload.Main;
import typhoon.ioloop.IOLoop;
import typhoon.web.Application;
import typhoon.web.RequestHandler;

class AutoreloadSnippets {
    static class MainHandler extends RequestHandler {
        @Override
        public void get() {
            write("Hello, world");
        }
    }

    void launch() {
        // @start region="main"
        // java --add-opens java.base/java.lang=ALL-UNNAMED -cp 'target/classes:lib/*' typhoon.autoreload.Main hello.Hello --port=8888
        // java -cp typhoon.jar typhoon.autoreload.Main --exec mvn -q test
        Main.main("--until-success", "hello.Hello", "--port=8888");             // the same, from Java
        // @end
    }

    // @start region="start"
    public static void main(String... arguments) {
        if (List.of(arguments).contains("--autoreload")) Autoreload.start();
        Autoreload.watch(Path.of("hello.properties"));
        new Application(url("/", MainHandler::new)).listen(8888);
        IOLoop.current().start();
    }
    // @end
}

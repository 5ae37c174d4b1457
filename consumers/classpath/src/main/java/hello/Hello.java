package hello;

import static typhoon.web.URLSpec.url;

import typhoon.ioloop.IOLoop;
import typhoon.web.Application;
import typhoon.web.RequestHandler;

/** The first program of the README, as a class that a test can reach. Its argument is the port, 0 for any free one. */
public class Hello {
    static class MainHandler extends RequestHandler {
        @Override
        public void get() {
            write("Hello, world");
        }
    }

    static Application makeApp() {
        return new Application(url("/", MainHandler::new));
    }

    static void main(String... arguments) {
        var server = makeApp().listen(arguments.length > 0 ? Integer.parseInt(arguments[0]) : 8888);
        IO.println("Hello at http://localhost:" + server.port()
                + ", coroutines by " + IOLoop.carrier() + ", sockets by " + IOLoop.transport());
        IOLoop.current().start();
    }
}

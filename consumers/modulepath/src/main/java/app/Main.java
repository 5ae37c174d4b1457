package app;

import static typhoon.web.URLSpec.url;

import typhoon.ioloop.IOLoop;
import typhoon.web.Application;
import typhoon.web.RequestHandler;

/** Handlers with typed arguments and records in a package that is not exported. Its argument is the port, 0 for any free one. */
class Main {
    record Greeting(String text, int times) {}

    static class HelloHandler extends RequestHandler {
        @Override
        public void get() {
            write("Hello, world");
        }

        @Override
        public void post() {
            var greeting = json(Greeting.class);
            write(new Greeting(greeting.text().toUpperCase(), greeting.times() + 1));
        }
    }

    static class TimesHandler extends RequestHandler {
        public void get(int times) {
            write(new Greeting("Hello, world", times));
        }
    }

    static Application makeApp() {
        return new Application(
            url("/", HelloHandler::new),
            url("/times/{times}", TimesHandler::new));
    }

    static void main(String... arguments) {
        var server = makeApp().listen(arguments.length > 0 ? Integer.parseInt(arguments[0]) : 8888);
        IO.println("Hello at http://localhost:" + server.port()
                + ", coroutines by " + IOLoop.carrier() + ", sockets by " + IOLoop.transport());
        IOLoop.current().start();
    }
}

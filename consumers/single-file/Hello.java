import static typhoon.web.URLSpec.url;

import typhoon.ioloop.IOLoop;
import typhoon.web.Application;
import typhoon.web.RequestHandler;

// java -cp 'lib/*' Hello.java [port], with the jars of Typhoon in lib/ and no option at all

class MainHandler extends RequestHandler {
    @Override public void get() {
        write("Hello, world");
    }
}

void main(String[] arguments) {
    var app = new Application(url("/", MainHandler::new));
    var server = app.listen(arguments.length > 0 ? Integer.parseInt(arguments[0]) : 8888);
    IO.println("Hello at http://localhost:" + server.port()
            + ", coroutines by " + IOLoop.carrier() + ", sockets by " + IOLoop.transport());
    IOLoop.current().start();
}

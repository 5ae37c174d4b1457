package typhoon.benchmarks;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;

/** What all of the servers say. */
final class Hello {
    static final String HOST = "127.0.0.1";
    static final String TEXT = "Hello, World!";

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US);

    private Hello() {}

    record Message(String message) {}

    /** Loaded by the first who needs it: it takes longer than all else of a start. */
    private static final class Json {
        static final JsonMapper MAPPER = new JsonMapper();
    }

    static byte[] text() {
        return TEXT.getBytes(StandardCharsets.US_ASCII);
    }

    /** The JSON answer, made anew: for servers without an encoder of their own. */
    static byte[] json() {
        return Json.MAPPER.writeValueAsBytes(new Message(TEXT));
    }

    /** Now, as the header Date has it: for servers that leave it to the application, which make it once a second. */
    static String date() {
        return DATE.format(ZonedDateTime.now(ZoneOffset.UTC));
    }

    static int port(String[] arguments) {
        if (arguments.length == 0) throw new IllegalArgumentException("expected a port, got nothing");
        return Integer.parseInt(arguments[0]);
    }

    static void ready(int port) {
        System.out.println("ready " + port);
    }

    static void readyWithoutWebSocket(int port) {
        System.out.println("ready " + port + " no-websocket");
    }
}

package typhoon.examples.users;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the command line says. */
record Options(int port, String address, String database, boolean autoreload) {
    static final String HELP = """
            Usage: java -jar users.jar [options]

            A user service with a live page, served by Typhoon.

              --port=8888          TCP port to listen on; 0 takes a free one
              --address=127.0.0.1  address to listen on; only this machine can reach the default,
                                   0.0.0.0 lets everybody in, and nobody needs a password
              --database=users-db  H2 file (made when missing), or a JDBC URL:
                                   jdbc:postgresql://host/name?user=…&password=…
              --autoreload         compiles changed sources and starts again with them; for who works on this
              --help               this text
              --version            what this is

            GET /  POST /users  GET /users  GET /users/1  WebSocket /ws  GET /healthz
            """;

    static final Options DEFAULT = new Options(8888, "127.0.0.1", "users-db", false);

    /** Something on the command line that cannot be; the message is a line for the user. */
    static final class Mistake extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Mistake(String message) {
            super(message + " (--help lists the options)");
        }
    }

    static Options parse(List<String> arguments) {
        var options = DEFAULT;
        for (String argument : arguments) options = options.with(argument);
        return options;
    }

    private Options with(String argument) {
        int equals = argument.indexOf('=');
        if (argument.equals("--autoreload")) return new Options(port, address, database, true);
        String name = equals < 0 ? argument : argument.substring(0, equals);
        String value = equals < 0 ? null : argument.substring(equals + 1);
        return switch (name) {
            case "--port" -> new Options(port(value), address, database, autoreload);
            case "--address" -> new Options(port, given(name, value), database, autoreload);
            case "--database" -> new Options(port, address, given(name, value), autoreload);
            default -> throw new Mistake("unknown option " + argument);
        };
    }

    private static int port(@Nullable String value) {
        String text = given("--port", value);
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65535) return port;
        } catch (NumberFormatException _) {
            // said below
        }
        throw new Mistake("--port must be a number from 0 to 65535, not " + text);
    }

    private static String given(String name, @Nullable String value) {
        if (value == null || value.isBlank()) throw new Mistake(name + " needs a value: " + name + "=…");
        return value;
    }
}

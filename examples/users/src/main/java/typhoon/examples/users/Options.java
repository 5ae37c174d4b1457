package typhoon.examples.users;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the command line says. */
record Options(int port, String address, String database, int processes, boolean autoreload) {
    static final String HELP = """
            Usage: java -jar users.jar [options]

            A user service with a live page, served by Typhoon.

              --port=8888          TCP port to listen on; 0 takes a free one
              --address=127.0.0.1  address to listen on; only this machine can reach the default,
                                   0.0.0.0 lets everybody in, and nobody needs a password
              --database=users-db  H2 file (made when missing), or a JDBC URL:
                                   jdbc:postgresql://host/name?user=…&password=…
              --processes=1        so many JVMs on that port, 0 for one per processor: one that dies is
                                   replaced, SIGHUP replaces them one by one
              --autoreload         compiles changed sources and starts again with them; for who works on this
              --help               this text
              --version            what this is

            GET /  POST /users  GET /users  GET /users/1  WebSocket /ws  GET /healthz
            """;

    private static final int MOST_PROCESSES = 64;

    static final Options DEFAULT = new Options(8888, "127.0.0.1", "users-db", 1, false);

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
        if (options.severalProcesses() && !UserStore.isForSeveral(options.database))
            throw new Mistake("--processes=" + options.processes + " needs a database that several can open, and "
                    + UserStore.shown(options.database) + " is for one: name an H2 file, or a PostgreSQL");
        if (options.severalProcesses() && options.autoreload)
            throw new Mistake("--processes=" + options.processes + " and --autoreload do not go together");
        return options;
    }

    boolean severalProcesses() {
        return processes != 1;
    }

    private Options with(String argument) {
        int equals = argument.indexOf('=');
        if (argument.equals("--autoreload")) return new Options(port, address, database, processes, true);
        String name = equals < 0 ? argument : argument.substring(0, equals);
        String value = equals < 0 ? null : argument.substring(equals + 1);
        return switch (name) {
            case "--port" -> new Options(number(name, value, 65535), address, database, processes, autoreload);
            case "--address" -> new Options(port, given(name, value), database, processes, autoreload);
            case "--database" -> new Options(port, address, given(name, value), processes, autoreload);
            case "--processes" -> new Options(port, address, database, number(name, value, MOST_PROCESSES), autoreload);
            default -> throw new Mistake("unknown option " + argument);
        };
    }

    private static int number(String name, @Nullable String value, int most) {
        String text = given(name, value);
        try {
            int number = Integer.parseInt(text);
            if (number >= 0 && number <= most) return number;
        } catch (NumberFormatException _) {
            // said below
        }
        throw new Mistake(name + " must be a number from 0 to " + most + ", not " + text);
    }

    private static String given(String name, @Nullable String value) {
        if (value == null || value.isBlank()) throw new Mistake(name + " needs a value: " + name + "=…");
        return value;
    }
}

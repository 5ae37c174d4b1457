package typhoon.snippets;

import java.time.Duration;
import typhoon.options.Configurable;
import typhoon.options.Option;
import typhoon.options.OptionParser;
import typhoon.options.Options;
import typhoon.options.OptionsError;

class OptionsSnippets {
    // @start region="define"
    static final Option<Integer> PORT = Options.define("port", 8888).help("TCP port to listen on");
    static final Option<Duration> TIMEOUT = Options.define("timeout", Duration.ofSeconds(30)).help("how long a client may take");
    // @end

    // @start region="main"
    public static void main(String... arguments) {
        Options.parseOrExit(arguments);                     // --port=9000 --timeout=1m30s
        System.out.println("listening on " + PORT.value());
    }
    // @end

    // @start region="option"
    static final Option<String> LEVEL = Options.define("log_level", "info")
        .help("debug, info, warn or error").metavar("LEVEL").group("Logging")
        .callback(level -> System.out.println("logging from " + level + " on"));
    // @end

    static void sub(String... arguments) {
        // @start region="parser"
        var parser = new OptionParser();                        // of a subcommand, say; Options is the program's own
        Option<Boolean> force = parser.define("force", false).help("overwrite what is there");
        parser.parseCommandLine(arguments);
        // @end
        System.out.println(force.value());
    }

    static int run(OptionParser parser, String... arguments) {
        // @start region="mistake"
        try {
            parser.parseCommandLine(arguments);
            return 0;
        } catch (OptionsError mistake) {
            System.err.println(mistake.getMessage());           // --port: expected a whole number, got eighty
            return 2;
        }
        // @end
    }

    interface Store {}

    static final class MemoryStore implements Store {}

    // @start region="configurable"
    static final Configurable<Store> STORE = Configurable.of(Store.class, MemoryStore::new);
    static final Option<String> STORE_CLASS = Options.define("store", "").help("class of the store").callback(STORE::configure);

    Store store = STORE.make();                             // with --store=app.JdbcStore one of those
    // @end
}

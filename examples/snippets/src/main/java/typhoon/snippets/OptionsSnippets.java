package typhoon.snippets;

import java.time.Duration;
import typhoon.options.Option;
import typhoon.options.Options;

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
}

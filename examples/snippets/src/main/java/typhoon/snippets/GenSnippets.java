package typhoon.snippets;

import static typhoon.gen.Gen.await;
import static typhoon.gen.Gen.multi;
import static typhoon.gen.Gen.spawn;

import java.net.URI;
import java.util.List;

class GenSnippets {
    String page(String url) throws Exception {
        try (var in = URI.create(url).toURL().openStream()) {
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    int together() {
        // @start region="together"
        var first = spawn(() -> page("http://127.0.0.1/a"));             // begins next turn
        List<String> both = multi(() -> page("http://127.0.0.1/b"), () -> page("http://127.0.0.1/c"));
        int length = await(first).length() + both.getFirst().length();
        // @end
        return length;
    }
}

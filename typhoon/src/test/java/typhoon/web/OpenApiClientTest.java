package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static typhoon.web.URLSpec.url;

import jakarta.validation.constraints.Size;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import typhoon.httpserver.RequestDelegate;
import typhoon.ioloop.IOLoop;
import typhoon.ioloop.ThisRun;
import typhoon.testing.AsyncHttpTestCase;

/** What programs of others think of our documents: a validator, and a client that is made from one. */
class OpenApiClientTest extends AsyncHttpTestCase {
    private static final Path CHECKS = Path.of("..", "examples", "browser");

    record NewPost(@Size(min = 1, max = 200) String title, String text, @Nullable List<String> tags) {}

    record Post(long id, String title, String text, List<String> tags) {}

    record Search(@Nullable String word, List<String> tags) {}

    private final Map<Long, Post> posts = new HashMap<>();

    class Posts extends RequestHandler {
        @Operation(value = "Finds posts", returns = Post[].class)
        public void get(Search search) {
            write(posts.values());
        }

        @Operation(value = "Writes a post", returns = Post.class, status = 201)
        public void post(NewPost draft) {
            var post = new Post(posts.size() + 1, draft.title(), draft.text(), draft.tags() == null ? List.of() : draft.tags());
            posts.put(post.id(), post);
            setStatus(201);
            write(post);
        }
    }

    class OnePost extends RequestHandler {
        @Operation(value = "Reads a post", returns = Post.class)
        public void get(long id) {
            if (!posts.containsKey(id)) throw new HttpError(404);
            write(posts.get(id));
        }

        public void delete(long id) {
            posts.remove(id);
        }
    }

    @Override protected RequestDelegate getApp() {
        return new Application(new Settings().openApi(new OpenApi("Posts", "1.0")), url("/posts", Posts::new),
                url("/posts/{id}", OnePost::new).named("post"));
    }

    @Timeout(120)
    @Test void aValidatorTakesItAndAClientThatIsMadeFromItCreatesAndReadsAPost() {
        if (!Files.isDirectory(CHECKS.resolve("node_modules/openapi-typescript")))
            ThisRun.skip("the packages of examples/browser are not installed (npm install there)");
        String address = getUrl("/openapi.json");
        List<String> said = IOLoop.current().runInExecutor(() -> run(address));
        assertEquals("exit code 0", said.getLast(), String.join("\n", said));
        assertTrue(said.contains("created and read: {\"id\":1,\"title\":\"Hello\",\"text\":\"…\",\"tags\":[]}"), said.toString());
    }

    private static List<String> run(String address) throws IOException, InterruptedException {
        Process node = new ProcessBuilder("node", "openapi.mjs", address, "/posts", "/posts/{id}", "{title: \"Hello\", text: \"…\"}")
                .directory(CHECKS.toFile()).redirectErrorStream(true).start();
        var said = new ArrayList<>(new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList());
        said.add("exit code " + node.waitFor());
        return said;
    }
}

package typhoon.snippets;

import static typhoon.web.URLSpec.url;

import jakarta.validation.constraints.Size;
import java.util.HashMap;
import java.util.Map;
import typhoon.web.Application;
import typhoon.web.HttpError;
import typhoon.web.OpenApi;
import typhoon.web.Operation;
import typhoon.web.RequestHandler;
import typhoon.web.Settings;

class OpenApiSnippets {
    record NewPost(@Size(min = 1, max = 200) String title, String text) {}

    record Post(long id, String title, String text) {}

    final Map<Long, Post> posts = new HashMap<>();

    // @start region="operation"
    class PostsHandler extends RequestHandler {
        @Operation(value = "Writes a post", returns = Post.class, status = 201)
        public void post(NewPost draft) {
            var post = new Post(posts.size() + 1, draft.title(), draft.text());
            posts.put(post.id(), post);
            setStatus(201);
            write(post);
        }
    }

    class PostHandler extends RequestHandler {
        @Operation(value = "Reads a post", returns = Post.class)
        public void get(long id) {
            var post = posts.get(id);
            if (post == null) throw new HttpError(404).detail("no post " + id);
            write(post);
        }
    }
    // @end

    Application app() {
        // @start region="openapi"
        var settings = new Settings().openApi(new OpenApi("Blog", "1.0").description("Posts, and who wrote them."));
        return new Application(settings,                    // serves /openapi.json, and /docs to people
            url("/posts", PostsHandler::new),
            url("/posts/{id}", PostHandler::new).named("post"));
        // @end
    }
}

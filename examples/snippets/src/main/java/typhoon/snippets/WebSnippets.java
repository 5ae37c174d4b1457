package typhoon.snippets;

import static typhoon.gen.Gen.multi;
import static typhoon.web.URLSpec.url;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import typhoon.ioloop.IOLoop;
import typhoon.web.Application;
import typhoon.web.ErrorHandler;
import typhoon.web.Finish;
import typhoon.web.HttpError;
import typhoon.web.MissingArgumentError;
import typhoon.web.RequestHandler;
import typhoon.web.Settings;
import typhoon.web.StreamRequestBody;

class WebSnippets {
    record User(long id, String name) {}

    record NewUser(String name) {}

    final Map<Long, User> users = new LinkedHashMap<>();

    class UsersHandler extends RequestHandler {
        @Override
        public void get() {
            write(users.values());
        }
    }

    // @start region="handler"
    class UserHandler extends RequestHandler {
        public void get(long id) {
            var user = users.get(id);
            if (user == null) throw new HttpError(404).detail("no user " + id);
            write(user);                                        // as JSON
        }

        public void put(long id) {
            var sent = json(NewUser.class);                     // if it is none: a 400 that says where and why
            users.put(id, new User(id, sent.name()));
            setStatus(204);
        }
    }
    // @end

    // @start region="application"
    void main() {
        var app = new Application(
            url("/users", UsersHandler::new),
            url("/users/{id}", UserHandler::new).named("user"));
        app.listen(8888);
        IOLoop.current().start();
    }
    // @end

    List<String> urls() {
        // @start region="urls"
        var app = new Application(
            url("/users/{id}", UserHandler::new).named("user"),     // get(long id)
            url("/old/(\\d+)", UserHandler::new).named("old"));     // a regex, for what names in braces cannot say
        String path = app.reverseUrl("user", 7);                    // /users/7
        // @end
        return List.of(path, app.reverseUrl("old", 7));
    }

    // @start region="settings"
    static class Greeting extends RequestHandler {
        @Override
        public void get() {
            write(settings().get("greeting", String.class));
        }
    }

    Application greeter() {
        return new Application(new Settings().debug(true).with("greeting", "Hello"), url("/", Greeting::new));
    }
    // @end

    // @start region="error"
    class SecretHandler extends RequestHandler {
        @Override
        protected void prepare() {
            String token = request().headers().get("Authorization", "");
            if (token.isEmpty()) throw new HttpError(401).header("WWW-Authenticate", "Bearer");
            if (!token.equals("Bearer s3cret"))
                throw new HttpError(403, "bad token from %s", request().remoteIp()).detail("this token is not known");
        }
    }
    // @end

    static class Export extends RequestHandler {
        record Row(String name, int count) {}

        // @start region="negotiate"
        @Override
        public void get() {
            var row = new Row("ada", 3);
            switch (negotiate("application/json", "text/csv")) {
                case "text/csv" -> {
                    setHeader("Content-Type", "text/csv; charset=UTF-8");
                    write(row.name() + "," + row.count() + "\r\n");
                }
                default -> write(row);
            }
        }
        // @end
    }

    // @start region="missing"
    static class Search extends RequestHandler {
        @Override
        public void get() {
            write("looking for " + getArgument("q"));           // required: without it the request ends here
        }

        @Override
        protected void writeError(int status, @Nullable Throwable problem) {
            if (problem instanceof MissingArgumentError missing) write(Map.of("missing", missing.argName()));
            else write(Map.of("status", status));
        }
    }
    // @end

    // @start region="finish"
    class Maintenance extends RequestHandler {
        @Override
        protected void prepare() {
            if (users.isEmpty()) throw new Finish("nothing here yet");      // the verb is not called, nothing is logged
        }
    }
    // @end

    // @start region="stream"
    @StreamRequestBody
    static class Upload extends RequestHandler {
        private long size;

        @Override
        protected void dataReceived(byte[] chunk) {
            size += chunk.length;
        }

        @Override
        public void put() {
            write(Map.of("size", size));
        }
    }
    // @end

    // @start region="deadline"
    static class SearchHandler extends RequestHandler {
        @Override
        protected void prepare() {
            setDeadline(Duration.ofSeconds(2));                 // whoever searches does not wait longer
        }

        @Override
        public void get() {
            write(multi(() -> find("books"), () -> find("authors")));       // at the deadline both are interrupted
        }
    }
    // @end

    static List<String> find(String where) {
        return List.of(where);
    }

    Application gone() {
        // @start region="gone"
        var app = new Application(
            url("/users", UsersHandler::new),
            url("/v1/.*", () -> new ErrorHandler(410)));
        // @end
        return app;
    }
}

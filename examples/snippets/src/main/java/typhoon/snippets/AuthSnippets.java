package typhoon.snippets;

import static typhoon.web.Routes.routes;
import static typhoon.web.URLSpec.url;

import java.util.HashMap;
import java.util.Map;
import typhoon.auth.BasicAuth;
import typhoon.auth.Passwords;
import typhoon.web.Application;
import typhoon.web.RequestHandler;

/** Code of the Javadoc: who comes in. */
final class AuthSnippets {
    private final Map<String, String> hashes = new HashMap<>();

    static class Admin extends RequestHandler {
        @Override
        public void get() throws Exception {
            write("Hello, " + currentUser());
        }
    }

    // @start region="passwords"
    private final Passwords passwords = new Passwords();

    void register(String name, String password) {
        hashes.put(name, passwords.hash(password));
    }

    boolean isRight(String name, String password) {
        String hash = hashes.get(name);
        if (!passwords.verify(password, hash)) return false;        // as slow for a name that there is not
        if (hash == null || passwords.isWeak(hash)) register(name, password);
        return true;
    }
    // @end

    Application basic() {
        // @start region="basic"
        var known = BasicAuth.of("Administration", (name, password) -> isRight(name, password) ? name : null);
        var app = new Application(routes(url("/", Admin::new)).under("/admin").filter(known));
        // @end
        return app;
    }
}

package typhoon.snippets;

import static typhoon.web.URLSpec.url;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import typhoon.web.AddSlash;
import typhoon.web.Application;
import typhoon.web.Authenticated;
import typhoon.web.CookieSecrets;
import typhoon.web.EncryptedValue;
import typhoon.web.RemoveSlash;
import typhoon.web.RequestHandler;
import typhoon.web.Settings;
import typhoon.web.SignedValue;

/** Code of the Javadoc: cookies that are signed or encrypted, sessions, and who may come in. */
final class CookieSnippets {
    private CookieSnippets() {}

    static Settings secrets(String old, String fresh) {
        // @start region="secrets"
        var settings = new Settings().cookieSecrets(CookieSecrets.of(Map.of(1, old, 2, fresh), 2));
        // @end
        return settings;
    }

    static byte @Nullable [] signed(String secret) {
        // @start region="signed"
        var secrets = CookieSecrets.of(secret);
        String link = SignedValue.create(secrets, "unsubscribe", "ada@example.com".getBytes(StandardCharsets.UTF_8));
        byte[] address = SignedValue.decode(secrets, "unsubscribe", link);      // null unless we have made it
        // @end
        return address;
    }

    static byte @Nullable [] encrypted(CookieSecrets secrets, byte[] account) {
        // @start region="encrypted"
        String ticket = EncryptedValue.create(secrets, "reset", account, Instant.now().plus(Duration.ofHours(1)));
        byte[] opened = EncryptedValue.decode(secrets, "reset", ticket);        // null unless we have made it, within the hour
        // @end
        return opened;
    }

    // @start region="session"
    record Visit(long user, String theme) {}

    static class Login extends RequestHandler {
        @Override
        public void post() {
            long user = 7;                                                      // whose password was right
            session(Visit.class).begin(new Visit(user, "dark"));
            redirect("/");
        }

        @Override
        public void delete() {
            session(Visit.class).clear();
        }
    }

    static class Home extends RequestHandler {
        @Override
        protected @Nullable Object getCurrentUser() {
            return session(Visit.class).get() instanceof Visit visit ? visit.user() : null;
        }
    }
    // @end

    // @start region="authenticated"
    static class Base extends RequestHandler {
        @Override
        protected @Nullable Object getCurrentUser() {
            return getSignedCookie("user");
        }
    }

    static class Account extends Base {
        @Override
        @Authenticated
        public void get() throws Exception {
            write("Hello, " + currentUser());
        }
    }
    // @end

    // @start region="slashes"
    static class Folder extends RequestHandler {
        @Override
        @AddSlash
        public void get() {
            write("with a slash");
        }
    }

    static class Page extends RequestHandler {
        @Override
        @RemoveSlash
        public void get() {
            write("without one");
        }
    }

    static Application slashes() {
        return new Application(url("/folder/?", Folder::new), url("/page/*", Page::new));
    }
    // @end
}

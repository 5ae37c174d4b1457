package typhoon.snippets;

import org.jspecify.annotations.Nullable;
import typhoon.openid.Identity;
import typhoon.openid.OAuth2;
import typhoon.web.RequestHandler;

/** Code of the Javadoc: log-in by way of somebody who knows the user. */
final class OpenIdSnippets {
    record Visit(String user) {}

    private final OAuth2 google;

    OpenIdSnippets(String clientId, String clientSecret) {
        google = OAuth2.google(clientId, clientSecret, "https://app.example.com/login/google");
    }

    // @start region="login"
    class GoogleLogin extends RequestHandler {                  // at /login/google
        @Override
        public void get() {
            if (!(google.login(this) instanceof Identity who)) return;      // on the way to Google
            session(Visit.class).begin(new Visit(who.subject()));
            redirect(who.next());
        }
    }
    // @end

    static @Nullable String identity(Identity who) {
        // @start region="identity"
        String account = who.provider() + " " + who.subject();              // the only thing that stays the same
        String greeting = "Hello, " + who.claim("name");
        String email = who.verifiedEmail();                                 // null if it may be somebody else's
        // @end
        return account.isEmpty() ? greeting : email;
    }
}

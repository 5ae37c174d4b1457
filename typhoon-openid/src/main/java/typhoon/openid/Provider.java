package typhoon.openid;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Who is asked, and what is kept of what it says of itself: for an hour, since it seldom changes. */
final class Provider {
    private static final Duration KEEP = Duration.ofHours(1);

    private final String issuer;
    private final Http http;
    private final IdTokens tokens;
    private final @Nullable Endpoints fixed;
    private @Nullable Found found;          // immutable: of two loops that write it one wins, and either is right

    private record Found(Endpoints endpoints, Instant at) {}

    private Provider(String issuer, Http http, @Nullable Endpoints fixed) {
        this.issuer = issuer;
        this.http = http;
        this.tokens = new IdTokens(http);
        this.fixed = fixed;
    }

    static Provider fixed(Endpoints endpoints, Http http) {
        return new Provider(endpoints.name(), http, endpoints);
    }

    static Provider discovered(String issuer, Http http) {
        return new Provider(issuer, http, null);
    }

    Http http() {
        return http;
    }

    IdTokens tokens() {
        return tokens;
    }

    /** May wait. */
    Endpoints endpoints() {
        if (fixed != null) return fixed;
        Instant now = Instant.now();
        Found kept = found;
        if (kept != null && kept.at.plus(KEEP).isAfter(now)) return kept.endpoints;
        Endpoints fresh = Endpoints.discover(issuer, http);
        found = new Found(fresh, now);
        return fresh;
    }

    @Override
    public String toString() {
        return issuer;
    }
}

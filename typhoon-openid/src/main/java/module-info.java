import org.jspecify.annotations.NullMarked;

/** OAuth 2 and OpenID Connect for Typhoon: log-in by way of somebody who knows the user. */
@NullMarked
module typhoon.openid {
    requires com.nimbusds.jose.jwt;
    requires java.net.http;
    requires transitive org.jspecify;
    requires transitive typhoon;

    exports typhoon.openid;
}

/** Log-in by way of somebody who knows the user: {@link OAuth2}. Source: Tornado's {@code auth}, RFC 6749, OpenID Connect. */
package typhoon.openid;

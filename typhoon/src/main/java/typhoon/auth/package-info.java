/** Who comes in: passwords and how they are kept, HTTP Basic. OAuth 2 and OpenID Connect are the module typhoon-openid. */
package typhoon.auth;

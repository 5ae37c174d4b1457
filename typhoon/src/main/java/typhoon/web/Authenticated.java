package typhoon.web;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Calls the verb only for those who are logged in, that is when {@link RequestHandler#currentUser} is not null: others are sent to {@link
 * RequestHandler#getLoginUrl}, with the url they wanted as its argument {@code next}, or get a 403 if they wanted to change something. On a
 * class it is meant for each verb declared there.
 *
 * {@snippet class="typhoon.snippets.CookieSnippets" region="authenticated"}
 *
 * <p>What follows {@code next} after a login must see to it that it leads to this host: a client sent it. Source: Tornado's {@code
 * web.authenticated}.
 */
@Documented
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface Authenticated {}

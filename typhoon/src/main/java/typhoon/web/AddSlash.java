package typhoon.web;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The path of this verb ends in a slash: a GET or HEAD without one is sent there (301), anything else is a 404. Write the url so that it
 * matches both: {@code /list/?}.
 *
 * {@snippet class="typhoon.snippets.CookieSnippets" region="slashes"}
 *
 * <p>Source: Tornado's {@code web.addslash}, which leads {@code //elsewhere/list} to another host; here that is a 403.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface AddSlash {}

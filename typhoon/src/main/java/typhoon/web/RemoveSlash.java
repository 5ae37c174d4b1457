package typhoon.web;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The path of this verb ends in no slash: a GET or HEAD with one or more is sent to the path without them (301), anything else is a 404.
 * Write the url so that it matches both: {@code /list/*}.
 *
 * {@snippet class="typhoon.snippets.CookieSnippets" region="slashes"}
 *
 * <p>Source: Tornado's {@code web.removeslash}, which leads {@code //elsewhere/list/} to another host; here that is a 403.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface RemoveSlash {}

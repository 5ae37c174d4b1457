package typhoon.web;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The handler takes the body of a request in pieces, as they come, instead of as a whole in memory. It has the choice: overrides it {@link
 * RequestHandler#dataReceived}, each piece goes there after {@code prepare}, then the verb is called; else the verb reads the body itself,
 * by {@link RequestHandler#multipart} or {@code request().readChunk()}. While either waits, the client is not read further.
 *
 * {@snippet class="typhoon.snippets.WebSnippets" region="stream"}
 *
 * <p>{@code body()} stays empty and {@code getArgument} sees the query only. Source: Tornado's {@code web.stream_request_body}.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface StreamRequestBody {}

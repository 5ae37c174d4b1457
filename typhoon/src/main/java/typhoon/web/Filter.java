package typhoon.web;

/**
 * What is done around handlers, written straight through: before, after, instead, or when they fail. It may wait.
 *
 * {@snippet class="typhoon.snippets.RoutingSnippets" region="filter"}
 *
 * <p>It sees a handler whose request is known and whose body has not been read. When {@code next} returns, the verb has been called, and
 * the response is finished only if somebody finished it. What a filter or handler throws goes out through the filters around it and then
 * becomes the error response; a filter that returns without having called {@code next} ends the request with what was written. The filters
 * of an application are around those of its routes, each around the one named after it.
 *
 * <p><b>Headers.</b> An error response begins anew: what {@link RequestHandler#setHeader} has set is lost, for it was meant for what went
 * wrong. What a filter sets with {@link RequestHandler#setHeaderAlways} and {@link RequestHandler#vary} is meant for whatever is answered,
 * errors, redirects and 304 included; {@link Cors}, {@link SecurityHeaders} and {@link RateLimit} do so. To be set before {@code next} is
 * called: the verb may send the head.
 */
@FunctionalInterface
public interface Filter {
    /** Does what it is there for, and calls {@code next} in the middle, once at most. */
    void handle(RequestHandler handler, Next next) throws Exception;

    /** The next filter, or the handler: XSRF check, prepare, verb. */
    @FunctionalInterface
    interface Next {
        /**
         * Goes on inwards and returns when that is over.
         *
         * @throws IllegalStateException the second time
         */
        void handle() throws Exception;
    }
}

package typhoon.httpserver;

/**
 * Answers requests. Called once per request, in a coroutine of the server's loop; the request is over when it returns. It may wait: other
 * connections go on meanwhile, later requests of the same connection are served when it has returned. Tornado:
 * {@code httputil.HTTPServerConnectionDelegate}, whose four callbacks become straight code here.
 *
 * {@snippet class="typhoon.snippets.HttpServerSnippets" region="delegate"}
 */
public interface RequestDelegate {
    /**
     * Answers {@code request} through its {@link HttpServerRequest#connection}. A response that was begun and not finished is finished when
     * this returns; returning without a response is an error.
     *
     * @throws Exception anything: logged once on {@code typhoon.application} and answered with 500, or, when a part of the response has
     *         left already, with the loss of the connection. An {@link typhoon.http.HttpInputError} is answered with its own status
     */
    void handle(HttpServerRequest request) throws Exception;
}

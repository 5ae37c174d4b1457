/**
 * The HTTP server: one method, {@link typhoon.httpserver.RequestDelegate#handle}, called for each request in a coroutine of the loop, and
 * what it needs to read the request and to answer.
 */
package typhoon.httpserver;

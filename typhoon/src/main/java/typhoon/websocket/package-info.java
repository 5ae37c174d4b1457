/** WebSockets, RFC 6455: the server's side. Tornado: {@code tornado.websocket}. */
package typhoon.websocket;

package typhoon.httpserver;

/**
 * What a connection has become after {@link HttpConnection#detach}: told, each time as a task of its own, what the server and the socket
 * do. For other rooms of Typhoon.
 *
 * @hidden
 */
public interface Upgraded {
    /** The server shuts down: say goodbye and close soon. What is not closed when the drain ends is aborted. */
    void drain();

    /** The socket is closed, whoever closed it. Called once. */
    void closed();
}

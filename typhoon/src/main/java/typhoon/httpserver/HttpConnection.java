package typhoon.httpserver;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import typhoon.http.HttpHeaders;
import typhoon.http.HttpOutputError;
import typhoon.iostream.StreamClosedError;
import typhoon.netty.StreamChannel;

/**
 * The way to answer one request. How the body is framed is decided here and not by the caller: with the Content-Length he announces; with
 * one of our own when the response is given as a whole; else in chunks, or for HTTP/1.0 up to the end of the connection. Date and Server
 * are added where they are missing, and Connection where it has to be said.
 *
 * {@snippet class="typhoon.snippets.HttpServerSnippets" region="connection"}
 *
 * <p>Coroutines of the server's loop only. Whoever writes after the end of the response gets an {@link IllegalStateException}. Tornado:
 * {@code httputil.HTTPConnection}.
 */
public interface HttpConnection {
    /**
     * Sends the head of the response, and the first piece of its body with it. For a request by HEAD body bytes are counted and not sent.
     *
     * @param status 101, or 200 to 599
     * @param reason see {@link typhoon.http.HttpStatus#reason}
     * @param headers not to hold Transfer-Encoding; not changed
     * @param firstChunk copied; null or empty when there is none yet
     * @param last whether this is the whole response, so that {@link #finish} need not be called
     * @throws HttpOutputError when body and Content-Length do not fit, or a 204 or 304 is given a body
     * @throws StreamClosedError when the client is gone
     */
    void writeHeaders(int status, String reason, HttpHeaders headers, byte @Nullable [] firstChunk, boolean last);

    /**
     * Sends a piece of the body, which is copied. Waits only when more than 256 KiB are unsent, until less than 64 KiB are.
     *
     * @throws HttpOutputError when the body gets longer than announced; the connection is aborted then
     * @throws StreamClosedError when the client is gone
     */
    void write(byte[] chunk);

    /**
     * Waits while the client is slow: until less than 64 KiB are unsent.
     *
     * @throws StreamClosedError when the client is gone, or took no byte for {@link ServerOptions#writeTimeout}
     */
    void flush();

    /**
     * Ends the response. Does not wait for the client.
     *
     * @throws HttpOutputError when the body is shorter than announced; the connection is aborted then
     */
    void finish();

    /** Ends the response with trailers; they are dropped where the body is not sent in chunks. */
    void finish(HttpHeaders trailers);

    /**
     * What to run, in a coroutine of its own, when the client goes away before the response is finished; at once if it has. A client that
     * only says that it will send no more cannot be told from one that left: what is written still reaches it. Null takes it back.
     */
    void setCloseCallback(@Nullable Runnable callback);

    /**
     * What to run, in a coroutine of its own, when the server begins to {@linkplain HttpServer#drain drain} before the response is
     * finished; at once if it does already. For responses that would not end by themselves. Null takes it back.
     */
    void setDrainCallback(@Nullable Runnable callback);

    /**
     * Has this request be answered within {@code time} from now, instead of what {@link ServerOptions#handlerDeadline} says; zero: whenever
     * it is. When the time is up the client gets a 503, or is cut off if the response had begun, and the handler is interrupted with what
     * it has spawned; until then {@link typhoon.gen.Gen#timeLeft} tells them how long that is. After the end of the response it does
     * nothing.
     */
    void setDeadline(Duration time);

    /**
     * Has the body of this request be at most so long, instead of {@link ServerOptions#maxBody}: from a filter, or the {@code prepare} of a
     * handler that takes the body in pieces. The next request of the connection has the server's limit again. Tornado: {@code
     * HTTP1Connection.set_max_body_size}.
     *
     * @throws IllegalStateException when the body is being read already
     */
    void setMaxBody(long bytes);

    /**
     * How long a reader of the body of this request waits for its next byte, instead of {@link ServerOptions#bodyTimeout}; zero: for ever.
     * Tornado: {@code HTTP1Connection.set_body_timeout}, there for all of the body.
     */
    void setBodyTimeout(Duration time);

    /** The limits of the server it belongs to. */
    ServerOptions options();

    /** Whether the connection is closed or being closed, so that nothing more can be sent. */
    boolean isClosed();

    /**
     * Cuts the connection off at once: for a response that has begun and cannot be ended truthfully, or a client that is gone. Harmless
     * when it is closed already.
     */
    void abort();

    /**
     * Ends HTTP on this connection and hands over the socket, for upgrades. What the client sent after its request is in the inbox. The
     * running worker stays attached to the channel: the new owner sets his own {@link StreamChannel#serveWith} task and enqueues it once,
     * and that task calls {@link StreamChannel#detachWorker} when it leaves. The channel's onClosed stays the server's: it is passed on to
     * {@code upgraded}.
     *
     * @throws typhoon.http.HttpInputError 400 when the request has a body that was not read
     * @hidden
     */
    @SuppressWarnings("exports")
    StreamChannel detach(Upgraded upgraded);
}

/**
 * The servers that are compared: each is a program of its own, {@code <Name> <port>}, that serves on 127.0.0.1 with one loop thread and
 * prints {@code ready <port>} when it listens, followed by {@code no-websocket} where it has none. All of them answer
 *
 * <ul>
 * <li>{@code GET /plaintext} with the 13 bytes {@code Hello, World!},
 * <li>{@code GET /json} with {@code {"message":"Hello, World!"}}, encoded anew for each request,
 * <li>{@code /echo}, a WebSocket that sends back what it receives,
 * <li>{@code /broadcast}, a WebSocket that sends what it receives to all that are open, the sender too,
 * </ul>
 *
 * <p>with Content-Length, Date and Server, without compression and without an access log. Each is written as its own documentation would
 * have it written for speed; where a choice was open it was made for the peer.
 */
@NullMarked
package typhoon.benchmarks;

import org.jspecify.annotations.NullMarked;

package typhoon.websocket;

/**
 * Something went wrong with a WebSocket. Tornado: {@code websocket.WebSocketError}.
 *
 * {@snippet class="typhoon.snippets.WebSocketSnippets" region="closed"}
 */
public class WebSocketError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** An error that says what was tried and why it failed. */
    public WebSocketError(String message) {
        super(message);
    }
}

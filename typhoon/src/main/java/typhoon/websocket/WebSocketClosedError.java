package typhoon.websocket;

/**
 * A message could not be sent because the WebSocket is closed or closing. Tornado: {@code websocket.WebSocketClosedError}.
 *
 * {@snippet class="typhoon.snippets.WebSocketSnippets" region="closed"}
 */
public final class WebSocketClosedError extends WebSocketError {
    private static final long serialVersionUID = 1L;

    /** An error that says what was tried. */
    public WebSocketClosedError(String message) {
        super(message);
    }
}

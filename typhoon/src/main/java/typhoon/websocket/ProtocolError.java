package typhoon.websocket;

/** The peer broke a rule; the connection is to be closed with the code that says which. */
final class ProtocolError extends Exception {
    private static final long serialVersionUID = 1L;
    final int code;

    ProtocolError(int code, String reason) {
        super(reason, null, false, false);
        this.code = code;
    }
}

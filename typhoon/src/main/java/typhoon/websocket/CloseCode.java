package typhoon.websocket;

/** Close codes: RFC 6455 section 7.4 and the registry it opens. */
final class CloseCode {
    static final int NORMAL = 1000;
    static final int GOING_AWAY = 1001;
    static final int PROTOCOL_ERROR = 1002;
    static final int BAD_DATA = 1007;
    static final int TOO_BIG = 1009;
    static final int SERVER_ERROR = 1011;
    static final int TRY_AGAIN_LATER = 1013;

    private CloseCode() {}

    /** Whether a close frame may carry it: 1004 to 1006 and 1015 are for APIs only, below 1000 and from 5000 on nothing is defined. */
    static boolean maySend(int code) {
        return code >= 1000 && code <= 1003 || code >= 1007 && code <= 1014 || code >= 3000 && code <= 4999;
    }
}

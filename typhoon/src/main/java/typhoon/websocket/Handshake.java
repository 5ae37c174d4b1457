package typhoon.websocket;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import typhoon.http.HttpHeaders;
import typhoon.httpserver.HttpServerRequest;
import typhoon.web.HttpError;

/** The opening handshake, the server's side: RFC 6455 section 4.2. Each check has the status that Tornado gives it. */
final class Handshake {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private Handshake() {}

    /** Refuses a request that is no upgrade to a WebSocket; its origin is judged by the handler. */
    static void checkUpgrade(HttpServerRequest request) {
        HttpHeaders headers = request.headers();
        if (!"websocket".equalsIgnoreCase(headers.get("Upgrade")))
            throw new HttpError(400).detail("Can \"Upgrade\" only to \"WebSocket\".").header("Connection", "close");
        if (tokens(headers.get("Connection")).stream().noneMatch("upgrade"::equalsIgnoreCase))
            throw new HttpError(400).detail("\"Connection\" must be \"Upgrade\".");
        if (request.version().equals("HTTP/1.0")) throw new HttpError(400).detail("WebSockets need HTTP/1.1.");
    }

    /** The value of Sec-WebSocket-Accept. */
    static String accept(HttpServerRequest request) {
        if (!"13".equals(request.headers().get("Sec-WebSocket-Version")))
            throw new HttpError(426).detail("WebSocket version 13 is needed.").header("Sec-WebSocket-Version", "13")
                    .header("Upgrade", "websocket").header("Connection", "Upgrade");                // RFC 9110 15.5.22
        String key = request.headers().get("Sec-WebSocket-Key");
        if (key == null || !isKey(key)) throw new HttpError(400).detail("Missing/Invalid WebSocket headers");
        return accept(key);
    }

    static String accept(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-1", impossible);
        }
    }

    /** The subprotocols offered, in the client's order. */
    static List<String> subprotocols(HttpServerRequest request) {
        return tokens(request.headers().get("Sec-WebSocket-Protocol"));
    }

    private static boolean isKey(String key) {
        try {
            return key.length() == 24 && Base64.getDecoder().decode(key).length == 16;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static List<String> tokens(@Nullable String list) {
        var tokens = new ArrayList<String>();
        if (list == null) return tokens;
        for (String token : list.split(",", -1)) {
            if (!token.isBlank()) tokens.add(token.strip());
        }
        return tokens;
    }
}

package typhoon.web;

import java.net.InetAddress;
import java.util.List;
import typhoon.httpserver.HttpServerRequest;

/**
 * Whether a request comes from somebody who sits at this machine: who may see the inside of a program. Its peer is this machine, no proxy
 * says that it only passes it on, it was meant for this machine by name (a site whose name was made to lead here would read along
 * otherwise: DNS rebinding), and no page of another site sent it to read the answer.
 */
final class AtDesk {
    private static final List<String> OF_PROXIES = List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Via");

    private AtDesk() {}

    static boolean is(HttpServerRequest request) {
        for (String name : OF_PROXIES) {
            if (request.headers().contains(name)) return false;
        }
        return isLoopback(request.remoteIp()) && isHere(request.hostName()) && !isReadByOthers(request);
    }

    private static boolean isHere(String host) {
        return host.equals("localhost") || host.endsWith(".localhost") || isLoopback(host);
    }

    private static boolean isReadByOthers(HttpServerRequest request) {
        return request.headers().get("Sec-Fetch-Site", "").equals("cross-site")
                && !request.headers().get("Sec-Fetch-Mode", "").equals("navigate");
    }

    private static boolean isLoopback(String literal) {
        try {
            return InetAddress.ofLiteral(literal).isLoopbackAddress();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}

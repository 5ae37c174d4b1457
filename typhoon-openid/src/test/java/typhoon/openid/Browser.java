package typhoon.openid;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import typhoon.testing.TestRequest;
import typhoon.testing.TestResponse;

/** Keeps cookies of one host, as a browser does. */
final class Browser {
    final Map<String, String> cookies = new LinkedHashMap<>();
    private final Function<TestRequest, TestResponse> fetch;

    Browser(Function<TestRequest, TestResponse> fetch) {
        this.fetch = fetch;
    }

    /** Gets a path of the application, cookies with it. */
    TestResponse get(String path) {
        var request = TestRequest.get(path);
        for (var cookie : cookies.entrySet()) request = request.cookie(cookie.getKey(), cookie.getValue());
        var response = fetch.apply(request);
        for (String line : response.headers().getList("Set-Cookie")) {
            String name = line.substring(0, line.indexOf('='));
            if (line.matches("(?i).*; expires=Thu, 01 Jan 1970.*")) cookies.remove(name);
            else cookies.put(name, line.substring(line.indexOf('=') + 1, line.indexOf(';')));
        }
        return response;
    }

    /** Where a response sends it; a path of the application without its host. */
    static String location(TestResponse response) {
        return String.valueOf(response.headers().get("Location"));
    }
}

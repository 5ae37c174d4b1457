package typhoon.snippets;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import typhoon.http.Accept;
import typhoon.http.Cookie;
import typhoon.http.Cookies;
import typhoon.http.FormBody;
import typhoon.http.GzipDecompressor;
import typhoon.http.HttpDate;
import typhoon.http.HttpHeaders;
import typhoon.http.HttpStatus;
import typhoon.http.Urls;

class HttpSnippets {
    String headers() {
        // @start region="headers"
        var headers = new HttpHeaders();
        headers.set("Content-Type", "text/plain");
        headers.add("Vary", "Accept");
        headers.add("vary", "Cookie");
        String all = headers.get("VARY", "");                   // Accept,Cookie
        // @end
        return all;
    }

    Cookie cookie(String id) {
        // @start region="cookie"
        var cookie = Cookie.of("session", id).maxAge(Duration.ofDays(7)).secure(true).httpOnly(true).sameSite("Lax");
        // @end
        return cookie;
    }

    @Nullable String cookies() {
        // @start region="cookies"
        Map<String, String> cookies = Cookies.parse("theme=dark; greeting=\"good day\"");
        String greeting = cookies.get("greeting");              // good day
        // @end
        return greeting;
    }

    @Nullable Instant date() {
        // @start region="date"
        String text = HttpDate.format(Instant.EPOCH);           // Thu, 01 Jan 1970 00:00:00 GMT
        Instant moment = HttpDate.parse(text);                  // null if it were no date
        // @end
        return moment;
    }

    String status() {
        // @start region="status"
        String line = "HTTP/1.1 404 " + HttpStatus.reason(404);     // HTTP/1.1 404 Not Found
        // @end
        return line;
    }

    String urls() {
        // @start region="urls"
        String next = Urls.concat("/search?q=tea", Map.of("page", "2"));       // /search?q=tea&page=2
        int port = Urls.split("[::1]:8888").port();
        // @end
        return next + port;
    }

    @Nullable List<String> form() {
        // @start region="form"
        Map<String, List<String>> fields = FormBody.parse("size=small&topping=ham&topping=egg", 100);
        List<String> toppings = fields.get("topping");          // [ham, egg]
        // @end
        return toppings;
    }

    String accept(@Nullable String header) {
        // @start region="accept"
        String type = Accept.prefersHtml(header) ? "text/html" : "application/json";
        // @end
        return type;
    }

    void gunzip(InputStream in, OutputStream out) throws IOException {
        // @start region="gunzip"
        try (var gunzip = new GzipDecompressor()) {
            for (byte[] data = in.readNBytes(65536); data.length > 0; data = in.readNBytes(65536)) {
                while (data.length > 0) {
                    out.write(gunzip.decompress(data, 65536));          // never more at once than this
                    data = gunzip.unconsumedTail();
                }
            }
            out.write(gunzip.flush());
        }
        // @end
    }
}

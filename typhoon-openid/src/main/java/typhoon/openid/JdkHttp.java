package typhoon.openid;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import typhoon.gen.Gen;
import typhoon.ioloop.IOLoop;
import typhoon.ioloop.TimeoutError;

/** Asks by the client of the JDK, on threads of its own: the coroutine waits, and the loop goes on. */
final class JdkHttp implements Http {
    static final Http SHARED = new JdkHttp();

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long LONGEST = 1024 * 1024;
    private static final int THREADS = 4;

    /** Loads what TLS needs, which would hold a loop, and does what the client calls back. */
    private static final ThreadPoolExecutor WORK = work();

    /** Made by a thread of the pool, which is where it is first seen. */
    private static final class Client {
        static final HttpClient CLIENT = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).connectTimeout(PATIENCE)
                .version(HttpClient.Version.HTTP_1_1).executor(WORK).build();
    }

    private JdkHttp() {}

    @Override
    public Reply send(String url, Map<String, String> headers, @Nullable String form) {
        var asked = IOLoop.current().runInExecutor(WORK, () -> begin(url, headers, form));
        try {
            HttpResponse<byte[]> answer = Gen.withTimeout(PATIENCE, () -> Gen.await(asked));
            return new Reply(answer.statusCode(), answer.body());
        } catch (TimeoutError late) {
            throw AuthError.provider("no answer from " + url + " within " + PATIENCE.toSeconds() + " s");
        } catch (RuntimeException interrupted) {
            throw interrupted;
        } catch (Exception failed) {            // an IOException, as the client threw it
            throw AuthError.provider("no answer from " + url + ": " + failed);
        } finally {
            asked.cancel(true);
        }
    }

    private static CompletableFuture<HttpResponse<byte[]>> begin(String url, Map<String, String> headers, @Nullable String form) {
        var request = HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).header("Accept", "application/json");
        headers.forEach(request::header);
        if (form != null) request.header("Content-Type", "application/x-www-form-urlencoded").POST(BodyPublishers.ofString(form));
        return Client.CLIENT.sendAsync(request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST));
    }

    private static ThreadPoolExecutor work() {
        var pool = new ThreadPoolExecutor(THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name("typhoon-openid-", 0).factory());
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}

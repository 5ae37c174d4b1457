package typhoon.process;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import typhoon.gen.Gen;
import typhoon.http.HttpHeaders;
import typhoon.httpserver.HttpServer;
import typhoon.httpserver.HttpServerRequest;
import typhoon.ioloop.IOLoop;
import typhoon.log.Log;
import typhoon.options.OptionParser;

/** What the tests fork: answers each path with itself, and with the process that answered. */
final class ServingProgram {
    private ServingProgram() {}

    public static void main(String... arguments) {
        List<String> words = List.of(arguments);
        if (value(words, "log") instanceof String log) logTo(log);
        int restarts = words.contains("once") ? 1 : 100;
        int task = words.contains("alone") ? -1 : Processes.fork(Integer.parseInt(words.getFirst()), restarts);
        if (words.contains("again")) Processes.fork(2);
        if (words.contains("crash")) throw new IllegalStateException("task " + task + " crashes");
        if (words.contains("finish") && task > 0) return;
        var loop = IOLoop.current();
        var server = new HttpServer(ServingProgram::answer);
        String file = value(words, "file");
        if (file != null) server.listen(Path.of(file.replace("{task}", String.valueOf(task))));
        String port = value(words, "port");
        server.listen("127.0.0.1", port == null ? 0 : Integer.parseInt(port));
        if (!words.contains("deaf")) Processes.onShutdown(() -> loop.addCallback(() -> {
            server.drain(Duration.ofSeconds(20));
            loop.stop();
        }));
        System.out.println("heap " + ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getMax() + " of " + words);
        System.out.println("task " + Processes.taskId() + " pid " + ProcessHandle.current().pid() + " port " + server.port());
        loop.start();
        System.out.println("stopped " + ProcessHandle.current().pid());
    }

    private static @Nullable String value(List<String> words, String name) {
        String start = name + "=";
        return words.stream().filter(word -> word.startsWith(start)).map(word -> word.substring(start.length())).findFirst().orElse(null);
    }

    private static void logTo(String file) {
        var options = new OptionParser();
        Log.defineLoggingOptions(options);
        options.parseCommandLine("--log-file-prefix=" + file);
        Log.APPLICATION.info("process {}", ProcessHandle.current().pid());
    }

    private static void answer(HttpServerRequest request) {
        if (request.path().startsWith("/slow")) Gen.sleep(Duration.ofMillis(300));
        byte[] body = (request.path() + " " + ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8);
        request.connection().writeHeaders(200, "OK", new HttpHeaders(), body, true);
    }
}

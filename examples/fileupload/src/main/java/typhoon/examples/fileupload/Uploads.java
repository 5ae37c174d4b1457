package typhoon.examples.fileupload;

import static typhoon.web.URLSpec.url;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import typhoon.escape.Escape;
import typhoon.http.FileNames;
import typhoon.httpserver.HttpFile;
import typhoon.httpserver.HttpServer;
import typhoon.httpserver.MultipartOptions;
import typhoon.httpserver.Part;
import typhoon.httpserver.ServerOptions;
import typhoon.ioloop.IOLoop;
import typhoon.options.Option;
import typhoon.options.Options;
import typhoon.process.Processes;
import typhoon.web.Application;
import typhoon.web.HttpError;
import typhoon.web.RequestHandler;
import typhoon.web.SecurityHeaders;
import typhoon.web.Settings;
import typhoon.web.StaticFileHandler;
import typhoon.web.StreamRequestBody;

/**
 * Takes files from a page, from a form without scripts and from curl, shows what is there and gives it back. Large files pass through; they
 * never are in memory as a whole, and while the disk is slow the client waits.
 */
public final class Uploads {
    private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);
    private static final Duration LAST_UPLOADS = Duration.ofSeconds(30);
    private static final int MOST_FILES = 50;
    private static final long MEGABYTE = 1_000_000;
    private static final String PAGE = resource("index.html");
    private static final String ICON = resource("icon.svg");

    static final Option<Integer> PORT = Options.define("port", 8888).help("port to listen on, 0 for a free one");
    static final Option<String> ADDRESS = Options.define("address", "127.0.0.1").help("address to listen on, \"\" for all");
    static final Option<String> DIRECTORY = Options.define("directory", "uploads").help("where files are kept; made when missing");
    static final Option<Integer> MEGABYTES = Options.define("megabytes", 1000).help("how large a file may be");

    private final Shelf shelf;
    private final long most;

    /** Keeps files in {@code directory}, of {@code most} bytes each. */
    Uploads(Path directory, long most) {
        this.shelf = new Shelf(directory);
        this.most = most;
    }

    /** The program; {@code --help} says how to call it. */
    public static void main(String... arguments) {
        Options.parseOrExit(arguments);
        System.exit(serve());
    }

    private static int serve() {
        var loop = IOLoop.current();
        try {
            Path directory = Files.createDirectories(Path.of(DIRECTORY.value()).toAbsolutePath());
            var uploads = new Uploads(directory, MEGABYTES.value() * MEGABYTE);
            var server = new HttpServer(uploads.makeApp(), uploads.serverOptions());
            server.listen(ADDRESS.value(), PORT.value());
            Processes.onShutdown(() -> loop.addCallback(() -> {
                server.drain(LAST_UPLOADS);
                loop.stop();
            }));
            LOG.info("Uploads to {} at http://{}:{} (Ctrl-C stops it)", directory, ADDRESS.value(), server.port());
        } catch (IOException | UncheckedIOException problem) {
            System.err.println("fileupload: " + problem.getMessage() + " (choose another with --directory=…, --port=… or --address=…)");
            return 1;
        }
        loop.start();
        return 0;
    }

    Application makeApp() {
        return new Application(new Settings().filter(new SecurityHeaders()),
            url("/", PageHandler::new),
            url("/icon.svg", IconHandler::new),
            url("/files", FilesHandler::new),
            url("/files/{name}", FileHandler::new));
    }

    /** A form may be a little larger than its only file. */
    ServerOptions serverOptions() {
        var forms = new MultipartOptions().maxParts(MOST_FILES).maxPart(most).directory(shelf.directory());
        return new ServerOptions().maxBody(most + MEGABYTE).multipart(forms);
    }

    /** The page, and what it sends where scripts are off: a form that was read before the handler is called. */
    class PageHandler extends RequestHandler {
        @Override
        public void get() {
            write(PAGE.replace("{nonce}", cspNonce()).replace("{most}", String.valueOf(most)));
        }

        @Override
        public void post() throws Exception {
            for (HttpFile file : request().files().getOrDefault("files", List.of())) shelf.put(file.filename(), file::transferTo);
            redirect("/", 303);
        }
    }

    static class IconHandler extends RequestHandler {
        @Override
        public void get() {
            setHeader("Content-Type", "image/svg+xml");
            write(ICON);
        }
    }

    /** The list, and the way in: files are written as they come. */
    @StreamRequestBody
    class FilesHandler extends RequestHandler {
        @Override
        public void get() throws Exception {
            setHeader("Cache-Control", "no-store");
            write(shelf.all());
        }

        @Override
        public void post() throws Exception {
            var names = new ArrayList<String>();
            while (multipart().next() instanceof Part part) {
                if (part.filename() instanceof String theirs) names.add(shelf.put(theirs, part::transferTo));
            }
            if (names.isEmpty()) throw new HttpError(400).detail("there was no file in this form");
            setStatus(201);
            write(Map.of("names", names));
        }
    }

    /** One file: GET sends it, with ranges and all, and PUT takes it without a form around it. */
    @StreamRequestBody
    class FileHandler extends StaticFileHandler {
        FileHandler() {
            super(shelf.directory());
        }

        /** Strangers have made it, so a browser saves it: shown as a page it could act for us. */
        @Override
        protected void setExtraHeaders(String path) {
            setHeader("Content-Disposition", FileNames.attachment(path));
        }

        @Override
        protected Path getAbsolutePath(Path root, String path) {
            if (path.startsWith(".")) throw new HttpError(404);         // it is not whole yet
            return super.getAbsolutePath(root, path);
        }

        public void put(String name) throws Exception {
            String got = shelf.put(name, request()::transferTo);
            setStatus(201);
            setHeader("Location", "/files/" + Escape.urlEscape(got, false));
            write(Map.of("names", List.of(got)));
        }

        public void delete(String name) throws Exception {
            if (!shelf.remove(name)) throw new HttpError(404).detail("there is no such file");
            setStatus(204);
        }
    }

    private static String resource(String name) {
        try (InputStream in = Uploads.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}

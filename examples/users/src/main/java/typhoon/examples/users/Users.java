package typhoon.examples.users;

import static typhoon.web.URLSpec.url;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import typhoon.autoreload.Autoreload;
import typhoon.escape.Escape;
import typhoon.gen.Gen;
import typhoon.httpserver.HttpServer;
import typhoon.ioloop.IOLoop;
import typhoon.ioloop.TimeoutError;
import typhoon.process.Processes;
import typhoon.web.Application;
import typhoon.web.HttpError;
import typhoon.web.RequestHandler;
import typhoon.websocket.WebSocketHandler;

/**
 * A user service with a live page: add somebody, and everybody who looks at the page sees it; what one of them writes, all others read. The
 * handlers are inner classes, so they simply see the program's fields; and because all of them take turns on one loop, those fields are
 * plain collections without locks.
 */
public final class Users {
    private static final Logger LOG = LoggerFactory.getLogger(Users.class);
    private static final Duration HEALTH_PATIENCE = Duration.ofSeconds(2);
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(30);
    private static final byte[] PAGE = resource("index.html");

    private final UserStore store;
    private final Set<Feed> feeds = new HashSet<>();

    Users(UserStore store) {
        this.store = store;
    }

    /** The program; {@link Options#HELP} says how to call it. */
    public static void main(String... arguments) {
        System.exit(CommandLine.run(List.of(arguments), Users::serve));
    }

    /** Serves until a signal ends it; of several processes, this is what each child does. */
    private static void serve(Options options) {
        if (options.autoreload()) Autoreload.start();
        int task = options.severalProcesses() ? fork(options) : 0;
        try (var store = UserStore.open(options.database(), options.severalProcesses())) {
            var loop = IOLoop.current();
            var server = new HttpServer(new Users(store).makeApp());
            server.listen(options.address(), options.port());
            Processes.onShutdown(() -> loop.addCallback(() -> {
                LOG.info("Stopping when all requests are answered (signal again to stop at once)");
                server.drain(LAST_ANSWERS);
                loop.stop();
            }));
            LOG.info("Database {}, started in {} ms", UserStore.shown(options.database()), millisSinceStart());
            if (task == 0) LOG.info("Users live at http://{}:{} (Ctrl-C stops it)", options.address(), server.port());
            loop.start();
        }
    }

    /** Returns in the children only. */
    private static int fork(Options options) {
        try (var _ = UserStore.hold(options.database())) {
            int task = Processes.fork(options.processes());
            if (task == 0) LOG.info("What is written on /ws reaches the clients of one process only");
            return task;
        } catch (SQLException problem) {
            throw new UserStore.DatabaseError("leave the database to the parent process", problem);
        }
    }

    private static long millisSinceStart() {
        var now = Instant.now();
        return Duration.between(ProcessHandle.current().info().startInstant().orElse(now), now).toMillis();
    }

    Application makeApp() {
        return new Application(
            url("/", PageHandler::new),
            url("/users", UsersHandler::new),
            url("/users/{id}", UserHandler::new),
            url("/ws", Feed::new),
            url("/healthz", HealthHandler::new));
    }

    class PageHandler extends RequestHandler {
        @Override
        public void get() {
            setHeader("Content-Type", "text/html; charset=UTF-8");
            write(PAGE);
        }
    }

    class UsersHandler extends RequestHandler {
        @Override
        public void get() {
            write(store.all());
        }

        @Override
        public void post() {
            var draft = json(NewUser.class).tidied();
            if (draft.problem() instanceof String problem) throw new HttpError(400).detail(problem);
            var user = add(draft);
            announce(user);
            setStatus(201);
            setHeader("Location", "/users/" + user.id());
            write(user);
        }

        private User add(NewUser draft) {
            try {
                return store.add(draft);
            } catch (UserStore.EmailTaken taken) {
                throw new HttpError(409).detail(String.valueOf(taken.getMessage()));
            }
        }
    }

    class UserHandler extends RequestHandler {
        public void get(long id) {
            var user = store.find(id);
            if (user == null) throw new HttpError(404).detail("no user " + id);
            write(user);
        }
    }

    /** Passes each message on to all others. Sending never waits, so nobody comes or goes while it is done. */
    class Feed extends WebSocketHandler {
        @Override
        public void open() {
            feeds.add(this);
        }

        @Override
        public void onMessage(String message) {
            var others = new HashSet<>(feeds);
            others.remove(this);
            broadcast(others, message);
        }

        @Override
        public void onClose() {
            feeds.remove(this);
        }
    }

    /** What the feeds get when somebody is new. */
    record News(User user) {}

    private void announce(User user) {
        WebSocketHandler.broadcast(feeds, Escape.jsonEncode(new News(user)));
    }

    /** What {@code /healthz} says. */
    record Health(String status, String database, int feeds) {}

    class HealthHandler extends RequestHandler {
        @Override
        public void get() {
            boolean up = databaseAnswers();
            if (!up) setStatus(503);
            write(new Health(up ? "up" : "down", up ? "up" : "down", feeds.size()));
        }

        private boolean databaseAnswers() {
            try {
                Gen.withTimeout(HEALTH_PATIENCE, () -> {
                    store.check();
                    return true;
                });
                return true;
            } catch (UserStore.DatabaseError | TimeoutError problem) {
                LOG.warn("the database does not answer: {}", problem.getMessage());
                return false;
            }
        }
    }

    private static byte[] resource(String name) {
        try (InputStream in = Users.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}

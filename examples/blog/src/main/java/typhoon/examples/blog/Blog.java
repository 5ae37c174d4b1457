package typhoon.examples.blog;

import static typhoon.web.Routes.routes;
import static typhoon.web.URLSpec.url;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import typhoon.auth.BasicAuth;
import typhoon.auth.Passwords;
import typhoon.httpserver.HttpServer;
import typhoon.ioloop.IOLoop;
import typhoon.options.Option;
import typhoon.options.Options;
import typhoon.process.Processes;
import typhoon.web.Application;
import typhoon.web.Authenticated;
import typhoon.web.Filter;
import typhoon.web.HttpError;
import typhoon.web.RateLimit;
import typhoon.web.RequestHandler;
import typhoon.web.SecurityHeaders;
import typhoon.web.Settings;

/**
 * A blog: who has an account may write, everybody may read, as pages or as JSON. Browsers log in and have a session in an encrypted cookie;
 * programs send name and password with each request. The handlers are inner classes, so they simply see the program's fields.
 */
public final class Blog {
    private static final Logger LOG = LoggerFactory.getLogger(Blog.class);
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(30);
    private static final int ON_A_PAGE = 50;
    private static final int SHORTEST_PASSWORD = 8;
    private static final byte[] STYLE = resource("style.css");
    private static final byte[] ICON = resource("icon.svg");

    private static final Option<Integer> PORT = Options.define("port", 8888).help("TCP port to listen on; 0 takes a free one");
    private static final Option<String> ADDRESS = Options.define("address", "127.0.0.1").help("address to listen on");
    private static final Option<String> DATABASE = Options.define("database", "blog-db").help("H2 file (made when missing), or a JDBC URL");

    private final Store store;
    private final Passwords passwords;
    private final String secret;

    /** What we remember of a browser. */
    record Visit(long user) {}

    Blog(Store store, Passwords passwords, String secret) {
        this.store = store;
        this.passwords = passwords;
        this.secret = secret;
    }

    /** The program; {@code --help} lists its options. */
    public static void main(String... arguments) throws SQLException {
        Options.parseOrExit(arguments);
        try (var store = Store.open(DATABASE.value())) {
            var loop = IOLoop.current();
            var server = new HttpServer(new Blog(store, new Passwords(), secret()).makeApp());
            server.listen(ADDRESS.value(), PORT.value());
            Processes.onShutdown(() -> loop.addCallback(() -> {
                server.drain(LAST_ANSWERS);
                loop.stop();
            }));
            LOG.info("Blog live at http://{}:{} (Ctrl-C stops it)", ADDRESS.value(), server.port());
            loop.start();
        }
    }

    private static String secret() {
        if (System.getenv("COOKIE_SECRET") instanceof String given) return given;
        LOG.info("There is no COOKIE_SECRET in the environment: whoever is logged in is so until this program ends");
        var random = new byte[32];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    Application makeApp() {
        var settings = new Settings()
            .cookieSecret(secret)
            .xsrfCookies(true)
            .xsrfCookie(cookie -> cookie.httpOnly(true).sameSite("Lax"))
            .loginUrl("/login")
            .filter(new SecurityHeaders());
        var seldom = RateLimit.of(20, Duration.ofMinutes(1));
        return new Application(settings,
            url("/", Front::new),
            url("/posts/new", Write::new),
            url("/posts/{id}", Read::new),
            url("/posts/{id}/edit", Edit::new),
            routes(url("/login", Login::new), url("/register", Register::new)).filter(seldom),
            url("/logout", Logout::new),
            url("/style.css", () -> new Fixed(STYLE, "text/css; charset=UTF-8")),
            url("/icon.svg", () -> new Fixed(ICON, "image/svg+xml")),
            routes(url("/api/posts", ApiPosts::new), url("/api/posts/{id}", ApiPost::new)).filter(writers()));
    }

    /** Programs read as they like, and say who they are to write. */
    private Filter writers() {
        var known = BasicAuth.of("Field notes", this::known);
        var seldom = RateLimit.of(60, Duration.ofMinutes(1));
        return (handler, next) -> {
            if (handler.request().method().equals("GET")) next.handle();
            else seldom.handle(handler, () -> known.handle(handler, next));
        };
    }

    /** Who has this name and this password; null for nobody, after as long a time. */
    private @Nullable User known(String name, String password) {
        User user = store.user(name);
        if (!passwords.verify(password, user == null ? null : user.hash()) || user == null) return null;
        if (passwords.isWeak(user.hash())) store.rehash(user, passwords.hash(password));
        return user;
    }

    // ---- pages

    /** What all pages have. */
    abstract class Page extends RequestHandler {
        @Override
        protected @Nullable Object getCurrentUser() {
            return session(Visit.class).get() instanceof Visit visit ? store.user(visit.user()) : null;
        }

        final @Nullable User user() throws Exception {
            return (User) currentUser();
        }

        /** Of a verb that is {@link Authenticated}. */
        final User author() throws Exception {
            return Objects.requireNonNull(user());
        }

        final Html token() throws Exception {
            return new Html(xsrfFormHtml());
        }

        final void show(String title, Html content) throws Exception {
            User user = user();
            write(Pages.page(title, user, user == null ? new Html("") : token(), content).text());
        }

        final Draft draft() {
            return new Draft(getBodyArgument("title"), getBodyArgument("body"));
        }

        /** The path to go on to: never another host, whatever the link said that led here. */
        final String next() {
            String next = getArgument("next", "/");
            boolean local = next.startsWith("/") && !next.startsWith("//") && next.chars().allMatch(c -> c > ' ' && c < 0x7F && c != '\\');
            return local ? next : "/";
        }
    }

    class Front extends Page {
        @Override
        public void get() throws Exception {
            show("Field notes", Pages.list(store.posts(ON_A_PAGE)));
        }
    }

    class Read extends Page {
        public void get(long id) throws Exception {
            Post post = found(id);
            User user = user();
            show(post.title(), Pages.post(post, user != null && user.name().equals(post.author())));
        }
    }

    class Write extends Page {
        @Override
        @Authenticated
        public void get() throws Exception {
            show("Write", Pages.editor("/posts/new", "", "", "", token()));
        }

        @Override
        @Authenticated
        public void post() throws Exception {
            Draft draft = draft();
            if (draft.problem() instanceof String problem) {
                setStatus(400);
                show("Write", Pages.editor("/posts/new", draft.title(), draft.body(), problem, token()));
                return;
            }
            redirect("/posts/" + store.addPost(author(), draft).id(), 303);
        }
    }

    class Edit extends Page {
        @Authenticated
        public void get(long id) throws Exception {
            Post post = own(id);
            show("Edit", Pages.editor("/posts/" + id + "/edit", post.title(), post.body(), "", token()));
        }

        @Authenticated
        public void post(long id) throws Exception {
            own(id);
            Draft draft = draft();
            if (draft.problem() instanceof String problem) {
                setStatus(400);
                show("Edit", Pages.editor("/posts/" + id + "/edit", draft.title(), draft.body(), problem, token()));
                return;
            }
            store.changePost(id, draft);
            redirect("/posts/" + id, 303);
        }

        private Post own(long id) throws Exception {
            Post post = found(id);
            if (!post.author().equals(author().name())) throw new HttpError(403).detail("This post is somebody else's.");
            return post;
        }
    }

    class Login extends Page {
        @Override
        public void get() throws Exception {
            show("Log in", form("", ""));
        }

        @Override
        public void post() throws Exception {
            String name = getBodyArgument("name");
            if (known(name, getBodyArgument("password", "", false)) instanceof User user) {
                session(Visit.class).begin(new Visit(user.id()));
                redirect(next(), 303);
                return;
            }
            setStatus(403);
            show("Log in", form(name, "There is no such name with this password."));
        }

        private Html form(String name, String problem) throws Exception {
            return Pages.account("Welcome back", "Log in", next(), name, problem, true, token());
        }
    }

    class Register extends Page {
        @Override
        public void get() throws Exception {
            show("Join", form("", ""));
        }

        @Override
        public void post() throws Exception {
            String name = getBodyArgument("name");
            String password = getBodyArgument("password", "", false);
            String problem = problem(name, password);
            if (problem.isEmpty()) {
                try {
                    User user = store.addUser(name, passwords.hash(password));
                    session(Visit.class).begin(new Visit(user.id()));
                    redirect("/", 303);
                    return;
                } catch (Store.NameTaken taken) {
                    problem = String.valueOf(taken.getMessage());
                }
            }
            setStatus(400);
            show("Join", form(name, problem));
        }

        private String problem(String name, String password) {
            if (!name.matches("[\\p{L}\\p{N}_-]{1,40}")) return "A name is 1 to 40 letters, digits, _ and -.";
            if (password.length() < SHORTEST_PASSWORD) return "A password has at least " + SHORTEST_PASSWORD + " characters.";
            return password.length() > Passwords.MAX_LENGTH ? "A password has at most " + Passwords.MAX_LENGTH + " characters." : "";
        }

        private Html form(String name, String problem) throws Exception {
            return Pages.account("Join", "Join", "/", name, problem, false, token());
        }
    }

    class Logout extends Page {
        @Override
        public void post() {
            session(Visit.class).clear();
            redirect("/", 303);
        }
    }

    /** What never changes while the program runs. */
    static class Fixed extends RequestHandler {
        private final byte[] content;
        private final String type;

        Fixed(byte[] content, String type) {
            this.content = content;
            this.type = type;
        }

        @Override
        public void get() {
            setHeader("Content-Type", type);
            setHeader("Cache-Control", "max-age=3600");
            write(content);
        }
    }

    // ---- the same as JSON

    /** What comes from a page of others cannot be JSON without our leave, and its password is none that a browser sends by itself. */
    abstract static class Api extends RequestHandler {
        @Override
        protected void checkXsrfCookie() {}
    }

    class ApiPosts extends Api {
        @Override
        public void get() {
            write(Map.of("posts", store.posts(ON_A_PAGE)));
        }

        @Override
        public void post() throws Exception {
            var draft = json(Draft.class);
            if (draft.problem() instanceof String problem) throw new HttpError(400).detail(problem);
            var post = store.addPost((User) Objects.requireNonNull(currentUser()), draft);
            setStatus(201);
            setHeader("Location", "/api/posts/" + post.id());
            write(post);
        }
    }

    class ApiPost extends Api {
        public void get(long id) {
            write(found(id));
        }
    }

    private Post found(long id) {
        if (store.post(id) instanceof Post post) return post;
        throw new HttpError(404).detail("There is no post " + id + ".");
    }

    private static byte[] resource(String name) {
        try (InputStream in = Blog.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}

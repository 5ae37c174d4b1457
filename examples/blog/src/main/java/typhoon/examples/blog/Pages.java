package typhoon.examples.blog;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The pages. */
final class Pages {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.ENGLISH).withZone(ZoneOffset.UTC);
    private static final int TEASER = 280;

    private Pages() {}

    /** What is around each of them; {@code token} is the hidden field of forms. */
    static Html page(String title, @Nullable User user, Html token, Html content) {
        Html links = user == null
                ? Html.of("<a href=\"/login\">Log in</a><a class=\"button\" href=\"/register\">Join</a>")
                : Html.of("<span class=\"who\">{}</span><a class=\"button\" href=\"/posts/new\">Write</a>"
                        + "<form method=\"post\" action=\"/logout\">{}<button class=\"quiet\">Log out</button></form>", user.name(), token);
        return Html.of("""
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>{}</title>
                <link rel="icon" href="/icon.svg">
                <link rel="stylesheet" href="/style.css">
                </head>
                <body>
                <header><a class="brand" href="/">Field notes</a><nav>{}</nav></header>
                <main>{}</main>
                <footer>Served by Typhoon, on one thread.</footer>
                </body>
                </html>
                """, title, links, content);
    }

    static Html list(List<Post> posts) {
        if (posts.isEmpty()) return Html.of("<p class=\"empty\">Nobody has written anything yet.</p>");
        return Html.all(posts.stream().map(Pages::teaser).toList());
    }

    static Html post(Post post, boolean mine) {
        Html edit = mine ? Html.of("<p><a class=\"button quiet\" href=\"/posts/{}/edit\">Edit</a></p>", post.id()) : new Html("");
        return Html.of("<article class=\"whole\"><h1>{}</h1>{}<p class=\"text\">{}</p>{}</article>", post.title(), byline(post),
                post.body(), edit);
    }

    static Html editor(String action, String title, String body, String problem, Html token) {
        return Html.of("""
                <form class="card wide" method="post" action="{}">{}{}
                <div><label for="title">Title</label>
                <input id="title" name="title" value="{}" maxlength="200" required autofocus></div>
                <div><label for="body">Text</label>
                <textarea id="body" name="body" rows="12" maxlength="20000" required>
                {}</textarea></div>
                <button>Publish</button></form>
                """, action, token, problem(problem), title, body);
    }

    /** A form that asks for name and password. */
    static Html account(String heading, String button, String next, String name, String problem, boolean known, Html token) {
        return Html.of("""
                <form class="card" method="post">{}<h1>{}</h1>{}<input type="hidden" name="next" value="{}">
                <div><label for="name">Name</label>
                <input id="name" name="name" value="{}" autocomplete="username" maxlength="40" required autofocus></div>
                <div><label for="password">Password</label>
                <input id="password" name="password" type="password" autocomplete="{}" minlength="8" maxlength="1024" required></div>
                <button>{}</button></form>
                """, token, heading, problem(problem), next, name, known ? "current-password" : "new-password", button);
    }

    private static Html problem(String problem) {
        return problem.isEmpty() ? new Html("") : Html.of("<p class=\"problem\" role=\"alert\">{}</p>", problem);
    }

    private static Html byline(Post post) {
        return Html.of("<p class=\"byline\">{} · <time datetime=\"{}\">{}</time></p>", post.author(), post.written(),
                DAY.format(post.written()));
    }

    private static Html teaser(Post post) {
        return Html.of("<article><h2><a href=\"/posts/{}\">{}</a></h2>{}<p class=\"text\">{}</p></article>", post.id(), post.title(),
                byline(post), beginning(post.body()));
    }

    private static String beginning(String body) {
        if (body.length() <= TEASER) return body;
        int end = body.offsetByCodePoints(0, body.codePointCount(0, TEASER) - 1);
        return body.substring(0, end) + "…";
    }
}

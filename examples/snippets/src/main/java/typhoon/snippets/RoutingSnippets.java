package typhoon.snippets;

import static typhoon.web.Routes.routes;
import static typhoon.web.URLSpec.url;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import typhoon.web.Application;
import typhoon.web.Filter;
import typhoon.web.HttpError;
import typhoon.web.RequestHandler;

/** Code of the Javadoc: routes in groups, and what is done around them. */
final class RoutingSnippets {
    private static final Logger LOG = LoggerFactory.getLogger(RoutingSnippets.class);

    private RoutingSnippets() {}

    static class Home extends RequestHandler {}

    static class Users extends RequestHandler {}

    static Filter timing() {
        // @start region="filter"
        Filter timing = (handler, next) -> {
            long began = System.nanoTime();
            try {
                next.handle();
            } finally {
                LOG.info("{} took {} us", handler.request().path(), (System.nanoTime() - began) / 1000);
            }
        };
        // @end
        return timing;
    }

    static Application routing(Application shop) {
        // @start region="routes"
        Filter admins = (handler, next) -> {
            if (!"admin".equals(handler.currentUser())) throw new HttpError(403);
            next.handle();
        };
        var app = new Application(
            url("/", Home::new),
            routes(url("/users", Users::new), url("/users/{id}", Users::new)).under("/admin").filter(admins),
            routes(shop).host("shop.example.com"));
        // @end
        return app;
    }

    static Application versions(Application first, Application second) {
        // @start region="when"
        return new Application(
            routes(second).when(request -> request.headers().get("Accept-Version", "1").equals("2")),
            first);
        // @end
    }
}

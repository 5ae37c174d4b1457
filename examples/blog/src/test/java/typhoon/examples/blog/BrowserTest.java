package typhoon.examples.blog;

import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import typhoon.auth.Passwords;
import typhoon.examples.browser.NodeScript;
import typhoon.httpserver.RequestDelegate;
import typhoon.testing.AsyncHttpTestCase;

/** The blog in a real browser, where there is one. */
@Timeout(120)
class BrowserTest extends AsyncHttpTestCase {
    private final Store store;

    BrowserTest() throws SQLException {
        store = Store.open("jdbc:h2:mem:browser;DB_CLOSE_DELAY=-1");
    }

    @Override
    protected RequestDelegate getApp() {
        return new Blog(store, new Passwords().rounds(10), "a secret of thirty-two characters").makeApp();
    }

    @AfterEach
    void closeTheStore() {
        store.close();
    }

    @Test
    void whoJoinsWritesAndOthersOnlyRead() throws Exception {
        NodeScript.inBrowser("src/test/browser/blog.mjs", getUrl("/"));
    }
}

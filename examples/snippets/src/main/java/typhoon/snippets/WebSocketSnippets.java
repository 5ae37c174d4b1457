package typhoon.snippets;

import static typhoon.gen.Gen.await;
import static typhoon.web.URLSpec.url;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import typhoon.web.Application;
import typhoon.web.Settings;
import typhoon.websocket.WebSocketClosedError;
import typhoon.websocket.WebSocketHandler;
import typhoon.websocket.WebSocketOptions;

class WebSocketSnippets {
    // @start region="feed"
    final Set<Feed> feeds = new HashSet<>();                    // one loop, one thread: no lock

    class Feed extends WebSocketHandler {
        @Override
        public void open() {
            feeds.add(this);
        }

        @Override
        public void onMessage(String message) {
            broadcast(feeds, message);
        }

        @Override
        public void onClose() {
            feeds.remove(this);
        }
    }
    // @end

    Application options() {
        // @start region="options"
        var options = new WebSocketOptions().maxMessageSize(64 * 1024).pingInterval(Duration.ofSeconds(10));
        var app = new Application(new Settings().with("websocket", options), url("/feed", Feed::new));
        // @end
        return app;
    }

    void send(Feed feed, Iterable<String> pages) {
        // @start region="closed"
        try {
            for (String page : pages) await(feed.writeMessage(page));      // not the next before this one has left
        } catch (WebSocketClosedError gone) {
            feeds.remove(feed);
        }
        // @end
    }
}

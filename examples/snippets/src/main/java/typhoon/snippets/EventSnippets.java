package typhoon.snippets;

import typhoon.queues.Queue;
import typhoon.web.EventStream;
import typhoon.web.RequestHandler;
import typhoon.web.ServerSentEvent;

/** Code of the Javadoc: server-sent events. */
final class EventSnippets {
    private EventSnippets() {}

    record News(long number, String headline) {}

    static ServerSentEvent event(News news) {
        // @start region="event"
        ServerSentEvent event = ServerSentEvent.json(news).event("news").id(String.valueOf(news.number()));
        // @end
        return event;
    }

    abstract static class Feed extends RequestHandler {
        abstract Queue<News> subscribe(String lastSeen);

        abstract void unsubscribe(Queue<News> queue);

        // @start region="stream"
        @Override
        public void get() {
            EventStream stream = eventStream();
            Queue<News> queue = subscribe(stream.lastEventId() instanceof String id ? id : "");
            try {
                while (true) {
                    News news = queue.get();
                    stream.send(ServerSentEvent.json(news).id(String.valueOf(news.number())));
                }
            } finally {
                unsubscribe(queue);
            }
        }
        // @end
    }
}

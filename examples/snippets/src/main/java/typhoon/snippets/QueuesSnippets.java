package typhoon.snippets;

import static typhoon.gen.Gen.spawn;

import java.util.List;
import typhoon.queues.Queue;

class QueuesSnippets {
    void crawl(String url) {}

    void queue(List<String> urls) {
        // @start region="queue"
        var queue = new Queue<String>(100);                     // the hundred and first put() waits
        for (int i = 0; i < 10; i++) {
            spawn(() -> {
                for (String url : queue) {                      // ends when the queue is closed and empty
                    crawl(url);
                    queue.taskDone();
                }
            });
        }
        for (String url : urls) queue.put(url);
        queue.join();                                           // all ten have done all
        queue.close();
        // @end
    }
}

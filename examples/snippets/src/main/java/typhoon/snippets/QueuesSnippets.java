package typhoon.snippets;

import static typhoon.gen.Gen.spawn;

import java.util.Comparator;
import java.util.List;
import typhoon.queues.LifoQueue;
import typhoon.queues.PriorityQueue;
import typhoon.queues.Queue;
import typhoon.queues.QueueClosed;
import typhoon.queues.QueueEmpty;
import typhoon.queues.QueueFull;

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

    record Job(int urgency, String what) {}

    void priority() {
        // @start region="priority"
        var jobs = new PriorityQueue<Job>(0, Comparator.comparingInt(Job::urgency));
        jobs.put(new Job(5, "sweep"));
        jobs.put(new Job(1, "put out the fire"));
        String first = jobs.get().what();                       // put out the fire
        // @end
        System.out.println(first);
    }

    void lifo() {
        // @start region="lifo"
        var visited = new LifoQueue<String>();
        visited.put("/");
        visited.put("/users");
        String last = visited.get();                            // /users
        // @end
        System.out.println(last);
    }

    void full(Queue<String> queue, String url) {
        // @start region="full"
        try {
            queue.putNowait(url);
        } catch (QueueFull tooMany) {
            System.out.println("dropped " + url);
        }
        // @end
    }

    void empty(Queue<String> queue) {
        // @start region="empty"
        try {
            while (true) crawl(queue.getNowait());
        } catch (QueueEmpty none) {
            System.out.println("nothing to do at the moment");
        }
        // @end
    }

    void closed(Queue<String> queue) {
        // @start region="closed"
        try {
            while (true) crawl(queue.get());
        } catch (QueueClosed over) {
            System.out.println("nothing will ever come again");
        }
        // @end
    }
}

package typhoon.snippets;

import static typhoon.gen.Gen.sleep;
import static typhoon.gen.Gen.spawn;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import typhoon.locks.BoundedSemaphore;
import typhoon.locks.Condition;
import typhoon.locks.Event;
import typhoon.locks.Lock;
import typhoon.locks.Permit;
import typhoon.locks.Semaphore;

class LocksSnippets {
    // @start region="lock"
    final Lock lock = new Lock();
    final Map<String, Long> balances = new HashMap<>();

    void move(String from, String to, long amount) {
        try (var _ = lock.acquire()) {
            long before = balances.getOrDefault(from, 0L);
            sleep(Duration.ofMillis(20));                       // a look at a bank, say: others run, but none of them is in here
            balances.put(from, before - amount);
            balances.merge(to, amount, Long::sum);
        }
    }
    // @end

    // @start region="semaphore"
    final Semaphore downloads = new Semaphore(10);

    void download(Runnable page) {
        try (var _ = downloads.acquire(Duration.ofSeconds(5))) {      // the eleventh waits, five seconds at most
            page.run();
        }
    }
    // @end

    // @start region="event"
    final Event ready = new Event();

    void use(Runnable work) {
        ready.await();                                          // until somebody has called ready.set()
        work.run();
    }
    // @end

    void handOver(Runnable page) {
        // @start region="permit"
        Permit permit = downloads.acquire();                    // we wait for it here,
        spawn(() -> {
            try (permit) {                                      // and it is given back there
                page.run();
            }
        });
        // @end
    }

    // @start region="condition"
    final Condition delivered = new Condition();
    int stock;

    void take() {
        while (stock == 0) delivered.await();                   // not if: another may have been quicker
        stock--;
    }

    void bring() {
        stock++;
        delivered.signal();
    }
    // @end

    // @start region="bounded"
    final BoundedSemaphore seats = new BoundedSemaphore(2);

    void leave() {
        seats.release();                                        // IllegalStateException if both were free
    }
    // @end
}

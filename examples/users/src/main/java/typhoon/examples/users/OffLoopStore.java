package typhoon.examples.users;

import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import typhoon.ioloop.IOLoop;

/**
 * A store that works inside this process, on files: H2. Its calls would hold up the loop's thread, so each goes to a thread of the
 * executor, and the coroutine waits for it.
 */
final class OffLoopStore implements UserStore {
    private final UserStore store;

    OffLoopStore(UserStore store) {
        this.store = store;
    }

    @Override
    public List<User> all() {
        return off(store::all);
    }

    @Override
    public @Nullable User find(long id) {
        return off(() -> store.find(id));
    }

    @Override
    public User add(NewUser user) {
        return off(() -> store.add(user));
    }

    @Override
    public void check() {
        off(() -> {
            store.check();
            return null;
        });
    }

    @Override
    public void close() {
        store.close();
    }

    private static <T extends @Nullable Object> T off(Callable<T> call) {
        return IOLoop.current().runInExecutor(call);
    }
}

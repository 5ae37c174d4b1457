package typhoon.examples.users;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;
import typhoon.gen.Gen;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.testing.ExpectLog;
import typhoon.web.Application;

/** A database that does not say no, but says nothing. */
class HealthTest extends AsyncHttpTestCase {
    private boolean asked;

    private final class SilentStore implements UserStore {
        @Override
        public List<User> all() {
            return List.of();
        }

        @Override
        public @Nullable User find(long id) {
            return null;
        }

        @Override
        public User add(NewUser user) {
            throw new EmailTaken(user.email());
        }

        @Override
        public void check() {
            asked = true;
            Gen.sleep(Duration.ofHours(1));
        }

        @Override
        public void close() {}
    }

    @Override
    protected Application getApp() {
        return new Users(new SilentStore()).makeApp();
    }

    @Test
    void itDoesNotWaitForEver() {
        try (var _ = new ExpectLog(Users.class.getName(), "the database does not answer").level(Level.WARN)) {
            var health = Gen.spawn(() -> fetch("/healthz"));
            waitFor(() -> asked);
            clock().advance(Duration.ofSeconds(1));
            assertEquals(List.of(), fetch("/users").json(List.class));
            clock().advance(Duration.ofSeconds(2));
            assertEquals(503, Gen.await(health).code());
        }
    }
}

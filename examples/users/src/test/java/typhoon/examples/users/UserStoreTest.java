package typhoon.examples.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import typhoon.gen.Gen;
import typhoon.testing.AsyncTestCase;

/** What both databases must do alike, and what each must not do to the loop. */
class UserStoreTest {
    @Timeout(60)
    abstract static class Contract extends AsyncTestCase {
        @Nullable UserStore store;

        abstract UserStore open() throws Exception;

        UserStore store() {
            if (store == null) store = loop().runInExecutor(this::open);
            return store;
        }

        @AfterEach
        void close() {
            if (store instanceof UserStore opened) loop().runInExecutor(() -> {
                opened.close();
                return true;
            });
        }

        @Test
        void whoIsAddedIsFoundAndListedInOrder() {
            int before = store().all().size();
            var ada = store().add(new NewUser(unique("ada"), "Ada"));
            var bob = store().add(new NewUser(unique("bob"), null));
            assertEquals(ada, store().find(ada.id()));
            assertNull(store().find(bob.id()).name());
            assertNull(store().find(bob.id() + 1));
            var all = store().all();
            assertEquals(List.of(ada, bob), all.subList(before, all.size()));
        }

        @Test
        void anAddressIsTakenOnce() {
            String email = unique("twice");
            store().add(new NewUser(email, null));
            var taken = assertThrows(UserStore.EmailTaken.class, () -> store().add(new NewUser(email, "other")));
            assertEquals(email + " is taken", taken.getMessage());
            store().check();
        }

        @Test
        void manyCallsAtOnceWaitWithoutHoldingUpTheLoop() {
            store().check();
            var added = Gen.spawn(() -> Gen.multi(IntStream.range(0, 200)
                    .<Callable<User>>mapToObj(n -> () -> store().add(new NewUser(unique("n" + n), null))).toList()));
            int turns = 0;                  // of the loop, however fast or slow both are: if each call held it up there would be a few
            for (; !added.isDone(); turns++) Gen.moment();
            assertEquals(200, Gen.await(added).size());
            assertTrue(store().all().size() >= 200);
            assertTrue(turns > 100, "the loop took only " + turns + " turns during 200 calls");
        }

        @Test
        void callsThatAreInterruptedLeaveAStoreThatWorks() {
            var ada = store().add(new NewUser(unique("ada"), "Ada"));
            for (int i = 0; i < 50; i++) {
                var given = Gen.spawn(() -> store().add(new NewUser(unique("up"), null)));
                Gen.sleep(Duration.ofNanos(100_000L * i));
                given.cancel(true);
            }
            assertEquals(ada, store().find(ada.id()));
            var bob = store().add(new NewUser(unique("bob"), "Bob"));
            assertTrue(store().all().containsAll(List.of(ada, bob)));
        }

        private static String unique(String name) {
            return name + System.nanoTime() + "@example.org";
        }
    }

    @Nested
    class H2Test extends Contract {
        @TempDir
        @Nullable Path folder;

        @Override
        UserStore open() {
            return UserStore.open(String.valueOf(folder) + "/users");
        }

        @Test
        void whatWasAddedIsThereAfterARestart() {
            var ada = store().add(new NewUser("ada@example.org", "Ada"));
            close();
            store = null;
            assertEquals(List.of(ada), store().all());
        }
    }

    @Nested
    class PostgresTest extends Contract {
        static @Nullable LocalPostgres postgres;

        @BeforeAll
        static void start() throws Exception {
            var programs = LocalPostgres.programs();
            assumeTrue(programs != null, "no PostgreSQL is installed here: its half of the contract is skipped");
            postgres = LocalPostgres.start(programs);
        }

        @AfterAll
        static void stop() throws Exception {
            if (postgres != null) postgres.stop();
        }

        @Override
        UserStore open() {
            return UserStore.open(url());
        }

        @Test
        void aSlowAnswerParksTheCoroutineOnly() {
            store().check();
            var locked = new CountDownLatch(1);
            var holder = Gen.spawn(() -> loop().runInExecutor(() -> holdTheTable(locked, 300)));
            loop().runInExecutor(() -> locked.await(5, TimeUnit.SECONDS));
            var asked = Gen.spawn(() -> store().all());
            int beats = 0;
            for (; !asked.isDone(); beats++) Gen.sleep(Duration.ofMillis(5));
            assertTrue(beats > 15, "the loop's heart beat only " + beats + " times while the database kept us waiting");
            assertTrue(Gen.await(holder));
        }

        @Test
        void anInterruptEndsAWaitForTheDatabase() {
            store().check();
            var locked = new CountDownLatch(1);
            var holder = Gen.spawn(() -> loop().runInExecutor(() -> holdTheTable(locked, 1000)));
            loop().runInExecutor(() -> locked.await(5, TimeUnit.SECONDS));
            var ended = new ArrayList<String>();
            var asked = Gen.spawn(() -> {
                try {
                    return store().all();
                } finally {
                    ended.add(holder.isDone() ? "when it had its answer" : "before");
                }
            });
            Gen.sleep(Duration.ofMillis(50));
            asked.cancel(true);
            waitFor(() -> !ended.isEmpty());
            assertEquals(List.of("before"), ended);
            assertTrue(Gen.await(holder));
            store().check();
        }

        private static boolean holdTheTable(CountDownLatch locked, int millis) throws Exception {
            try (var connection = DriverManager.getConnection(url()); var lock = connection.createStatement()) {
                connection.setAutoCommit(false);
                lock.execute("lock table users in access exclusive mode");
                locked.countDown();
                Thread.sleep(millis);
                connection.commit();
                return true;
            }
        }

        private static String url() {
            return Objects.requireNonNull(postgres).url();
        }
    }

    @Test
    void aDatabaseThatIsNotThereIsOneLine() throws IOException {
        int port;
        try (ServerSocket unused = AsyncTestCase.bindUnusedPort()) {
            port = unused.getLocalPort();
        }
        var problem = assertThrows(UserStore.DatabaseError.class, () -> UserStore.open("jdbc:postgresql://127.0.0.1:" + port + "/users"));
        assertTrue(problem.getMessage().matches("could not open the database: .*" + port + " refused.*"), problem.getMessage());
        problem = assertThrows(UserStore.DatabaseError.class, () -> UserStore.open("/proc/users-db"));
        assertEquals(1, problem.getMessage().lines().count());
    }
}

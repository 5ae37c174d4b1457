package typhoon.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/** Whole classes of tests with a {@link TestServer}, as JUnit runs them. */
class ServerPerTestTest {
    static class Two {
        static final List<TestServer> SERVERS = new ArrayList<>();
        static final List<Integer> PORTS = new ArrayList<>();
        static int apps;

        @RegisterExtension
        final TestServer server = new TestServer(() -> {
            apps++;
            return TestServerTest::answer;
        });

        @Test
        void one() {
            assertEquals(200, server.fetch("/").code());
            SERVERS.add(server);
            PORTS.add(server.port());
        }

        @Test
        void another() {
            one();
            LoggerFactory.getLogger("typhoon.general").warn("nobody expects this");
        }
    }

    static class Broken {
        @RegisterExtension
        final TestServer server = new TestServer(() -> {
            throw new IllegalStateException("no app");
        });

        @Test
        void test() {}
    }

    @Test
    void outsideATestThereIsNoServerAndEachTestHasItsOwn() {
        Two.SERVERS.clear();
        Two.PORTS.clear();
        Two.apps = 0;
        var trial = Trial.of(Two.class);
        assertEquals(1, trial.failures().size());
        assertTrue(trial.mustFail("another").getMessage().contains("nobody expects this"));
        assertEquals(2, Two.apps);
        assertEquals(2, Two.PORTS.size());
        for (TestServer ended : Two.SERVERS) assertThrows(IllegalStateException.class, () -> ended.fetch("/"));
        for (int port : Two.PORTS) assertThrows(UncheckedIOException.class, () -> new RawClient(port).close());
        assertInstanceOf(IllegalStateException.class, Trial.of(Broken.class).mustFail("test"));
    }
}
